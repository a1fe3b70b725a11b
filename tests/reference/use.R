# Reference values for nodecluster/validation/use, and the observations they are of.
# Program: R 4.2.2 with epiR 2.0.57 (likelihood ratios), rms 6.5-0 (val.prob: Brier score, slope, intercept), sandwich
# (vcovCL, clusters); Koopman's score limits and the logit limits of predictive values are computed here from their
# definitions, by numerical maximisation and by symbolic derivatives, not from the closed forms of the package.
# Run in this folder: Rscript use.R. It writes use_observations.csv and use.csv.
suppressMessages({library(epiR); library(rms); library(sandwich)})
options(digits = 15)
values <- c()
keep <- function(name, value) values[[name]] <<- as.numeric(value)

# Likelihood ratios by the log method: tp, fp, fn, tn.
for (cells in list(c(28, 7, 10, 83), c(216, 33, 11, 90), c(3, 1, 9, 30))) {
  found <- epi.tests(as.table(matrix(cells, nrow = 2, byrow = TRUE)), conf.level = 0.95, digits = 4)$detail
  id <- paste(cells, collapse = "-")
  for (which in c("lr.pos", "lr.neg")) {
    row <- found[found$statistic == which, ]
    keep(paste(id, which, "value"), row$est)
    keep(paste(id, which, "low"), row$lower)
    keep(paste(id, which, "high"), row$upper)
  }
}

# Koopman: ratios that Pearson's chi-squared statistic, at the constrained maximum likelihood, does not reject.
statistic <- function(ratio, x, n, y, m) {
  ll <- function(p) {
    q <- ratio * p
    (if (x > 0) x * log(q) else 0) + (if (x < n) (n - x) * log1p(-q) else 0) +
      (if (y > 0) y * log(p) else 0) + (if (y < m) (m - y) * log1p(-p) else 0)
  }
  p <- optimize(ll, c(1e-12, min(1, 1 / ratio) - 1e-12), maximum = TRUE, tol = 1e-14)$maximum
  q <- ratio * p
  (x - n * q)^2 / (n * q * (1 - q)) + (y - m * p)^2 / (m * p * (1 - p))
}
for (counts in list(c(36, 40, 16, 80), c(28, 38, 7, 90), c(0, 12, 5, 30), c(9, 12, 0, 30))) {
  x <- counts[1]; n <- counts[2]; y <- counts[3]; m <- counts[4]
  gap <- function(l) statistic(exp(l), x, n, y, m) - qchisq(0.95, 1)
  at <- log((max(x, 0.1) / n) / (max(y, 0.1) / m))
  id <- paste("koopman", paste(counts, collapse = "-"))
  if (x > 0) {
    middle <- if (y > 0) at else 12
    keep(paste(id, "low"), exp(uniroot(gap, c(-6, middle), tol = 1e-12)$root))
  }
  if (y > 0) {
    middle <- if (x > 0) at else -12
    keep(paste(id, "high"), exp(uniroot(gap, c(middle, 6), tol = 1e-12)$root))
  }
}

# Predictive values at a known prevalence: delta method on the logit, derivatives by deriv().
delta <- function(formula, estimates, variances) {
  found <- eval(deriv(formula, names(estimates)), as.list(estimates))
  gradient <- attr(found, "gradient")[1, ]
  half <- qnorm(0.975) * sqrt(sum(gradient^2 * variances))
  plogis(c(value = found[1], low = found[1] - half, high = found[1] + half))
}
for (case in list(list(c(240, 87, 178, 288), 0.03), list(c(28, 7, 10, 83), 0.2), list(c(216, 33, 11, 90), 0.6))) {
  tp <- case[[1]][1]; fp <- case[[1]][2]; fn <- case[[1]][3]; tn <- case[[1]][4]; p <- case[[2]]
  se <- tp / (tp + fn); sp <- tn / (tn + fp)
  variances <- c(se * (1 - se) / (tp + fn), sp * (1 - sp) / (tn + fp))
  formulas <- list(ppv = substitute(~ log(se * p / (se * p + (1 - sp) * (1 - p))) - log((1 - sp) * (1 - p) / (se * p + (1 - sp) * (1 - p))), list(p = p)),
                   npv = substitute(~ log(sp * (1 - p) / (sp * (1 - p) + (1 - se) * p)) - log((1 - se) * p / (sp * (1 - p) + (1 - se) * p)), list(p = p)))
  for (name in names(formulas)) {
    found <- delta(as.formula(formulas[[name]]), c(se = se, sp = sp), variances)
    for (part in names(found)) keep(paste(paste(case[[1]], collapse = "-"), p, name, part), found[[part]])
  }
}

# Risks of 240 observations of 60 patients.
set.seed(4)
patient <- rep(seq_len(60), each = 4)
effect <- rnorm(60)[patient]
logit <- round(rnorm(240, -0.3, 1.4) + 0.8 * effect, 3)
label <- rbinom(240, 1, plogis(0.4 + 0.7 * logit + 0.5 * effect))
observations <- data.frame(patient, label, logit, risk = round(plogis(logit), 6))
write.csv(observations, "use_observations.csv", row.names = FALSE, quote = FALSE)
l <- qlogis(observations$risk); y <- observations$label
both <- glm(y ~ l, family = binomial, control = list(epsilon = 1e-14, maxit = 100))
large <- glm(y ~ 1, offset = l, family = binomial, control = list(epsilon = 1e-14, maxit = 100))
scores <- val.prob(observations$risk, y, pl = FALSE)
keep("val.prob brier", scores["Brier"]); keep("val.prob slope", scores["Slope"]); keep("val.prob intercept", scores["Intercept"])
keep("recalibration slope", coef(both)[2]); keep("recalibration intercept", coef(both)[1])
keep("recalibration in_the_large", coef(large))
for (kind in c("patients", "single")) {
  clusters <- if (kind == "patients") patient else seq_along(y)
  errors <- sqrt(diag(vcovCL(both, clusters, type = "HC0", cadjust = TRUE)))
  factor <- qt(0.975, length(unique(clusters)) - 1)
  keep(paste("half", kind, "slope"), factor * errors[2]); keep(paste("half", kind, "intercept"), factor * errors[1])
  keep(paste("half", kind, "in_the_large"), factor * sqrt(vcovCL(large, clusters, type = "HC0", cadjust = TRUE)[1, 1]))
  squares <- lm((observations$risk - y)^2 ~ 1)
  keep(paste("half", kind, "brier"), factor * sqrt(vcovCL(squares, clusters, type = "HC0", cadjust = TRUE)[1, 1]))
}

# The last word of a name is the quantity, what stands before it the case.
packages <- sapply(c("epiR", "rms", "sandwich"), function(name) paste(name, packageVersion(name)))
cat("# Reference values of tests/reference/use.R; ", R.version.string, ", ", paste(packages, collapse = ", "), "\n",
    "case,quantity,value\n", file = "use.csv", sep = "")
cat(sprintf("%s,%s,%.12g\n", sub(" [^ ]+$", "", names(values)), sub(".* ", "", names(values)), unlist(values)),
    file = "use.csv", sep = "", append = TRUE)
