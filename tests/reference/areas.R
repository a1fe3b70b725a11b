# Reference values of areas under the ROC curve, their variances, intervals and differences.
# Run in this folder: Rscript areas.R; it writes areas.csv, observations.csv and clustered_nodes.csv.
#
# observations.csv, clustered_nodes.csv: made here by formulas; nobody was measured.
# delong_*: pROC's auc, var, ci.auc and roc.test with method "delong".
# obuchowski_*: base R, from Obuchowski's definitions (Biometrics 1997;53:567-578), written with loops over every pair
#   of nodes and over patients, with each covariance on its own: neither ranks nor matrices nor sums of differences.
# bootstrap_*: boot's boot.ci over patients.
# newcombe_*: base R; Newcombe's method 5 (Stat Med 2006;25:559-573) as the roots of its polynomial, found by polyroot.
suppressMessages(library(pROC))
versions <- paste0(R.version.string, ", pROC ", packageVersion("pROC"), ", boot ", packageVersion("boot"))
save <- function(table, name, origin) {
  cat("# ", origin, "; by tests/reference/areas.R; ", versions, "\n", sep = "", file = name)
  suppressWarnings(write.table(table, name, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE))
}
found <- data.frame(case = character(), quantity = character(), value = numeric())
keep <- function(case, quantity, value) {
  found[nrow(found) + 1, ] <<- list(case, quantity, as.numeric(value))
}

# --- DeLong, by pROC -------------------------------------------------------------------------------------------------
# 113 observations. Of a prime p, the powers i^k mod p with k prime to p - 1 are the numbers from 0 to p - 1 in another
# order, so that their quantiles of a distribution are a sample of it. Three scores with ties: one symmetrical, one skewed
# and worse, one of five grades and better.
p <- 113
powers <- function(k) Reduce(function(product, j) (product * (0:(p - 1))) %% p, seq_len(k), rep(1, p))
normal <- function(k) qnorm((powers(k) + 0.5) / p)
truth <- as.integer(powers(11) < 41)
common <- 0.6 * normal(13)
observations <- data.frame(
  truth,
  even = round(normal(3) + common + 0.9 * truth, 1),
  skewed = round(10 * exp(0.7 * (normal(5) + common + 0.35 * truth)), 1),
  coarse = 1L + findInterval(normal(9) + common + 1.5 * truth, c(-0.6, 0.3, 1, 1.9))
)
save(observations, "observations.csv", "made by a formula")
curve <- function(score) roc(observations$truth, observations[[score]], direction = "<", levels = c(0, 1))
for (score in c("even", "skewed", "coarse")) {
  keep(score, "auc", auc(curve(score)))
  keep(score, "delong_variance", var(curve(score), method = "delong"))
  for (level in c(0.90, 0.95, 0.99)) {
    limits <- ci.auc(curve(score), conf.level = level, method = "delong")
    keep(score, sprintf("delong_low_%g", level), limits[1])
    keep(score, sprintf("delong_high_%g", level), limits[3])
  }
}
for (pair in list(c("even", "skewed"), c("coarse", "even"), c("coarse", "skewed"))) {
  case <- paste(pair, collapse = "-")
  outcome <- roc.test(curve(pair[1]), curve(pair[2]), paired = TRUE, method = "delong")
  keep(case, "difference", outcome$estimate[1] - outcome$estimate[2])
  keep(case, "delong_statistic", outcome$statistic)
  keep(case, "delong_p", outcome$p.value)
}

# --- Obuchowski, by definition ---------------------------------------------------------------------------------------
# 150 nodes of 24 patients, some with nodes of one class only, some with both, and with tied scores.
i <- 0:149
patient <- (i * i + 5 * i + i %/% 9) %% 24
truth <- as.integer((patient * 5) %% 7 < 3)
mixed <- i %% 4 == 0 & patient %% 3 > 0
truth[mixed] <- 1L - truth[mixed]
first <- (i * 37) %% 23 + 12 * truth + 2 * (patient %% 5)
second <- 3 * ((i * 53) %% 29) + 25 * truth + 5 * (patient %% 7)
save(data.frame(patient, truth, first, second), "clustered_nodes.csv", "made by a formula")

psi <- function(x, y) if (x > y) 1 else if (x == y) 0.5 else 0
sums <- function(score) {
  ids <- unique(patient)
  X <- Y <- m <- n <- numeric(length(ids))
  M <- sum(truth == 1); N <- sum(truth == 0)
  for (a in which(truth == 1)) for (b in which(truth == 0)) {
    won <- psi(score[a], score[b])
    p <- match(patient[a], ids); q <- match(patient[b], ids)
    X[p] <- X[p] + won / N
    Y[q] <- Y[q] + won / M
  }
  for (k in seq_along(ids)) {
    m[k] <- sum(truth[patient == ids[k]] == 1)
    n[k] <- sum(truth[patient == ids[k]] == 0)
  }
  list(X = X, Y = Y, m = m, n = n, M = M, N = N, area = sum(X) / M)
}
covariance <- function(r, s) {
  I <- length(r$X); I10 <- sum(r$m > 0); I01 <- sum(r$n > 0)
  S10 <- S01 <- S11 <- S11t <- 0
  for (k in 1:I) {
    S10 <- S10 + (r$X[k] - r$m[k] * r$area) * (s$X[k] - s$m[k] * s$area) * I10 / ((I10 - 1) * r$M)
    S01 <- S01 + (r$Y[k] - r$n[k] * r$area) * (s$Y[k] - s$n[k] * s$area) * I01 / ((I01 - 1) * r$N)
    S11 <- S11 + (r$X[k] - r$m[k] * r$area) * (s$Y[k] - s$n[k] * s$area) * I / (I - 1)
    S11t <- S11t + (s$X[k] - s$m[k] * s$area) * (r$Y[k] - r$n[k] * r$area) * I / (I - 1)
  }
  S10 / r$M + S01 / r$N + (S11 + S11t) / (r$M * r$N)
}
one <- sums(first); two <- sums(second)
z <- qnorm(0.975)
for (name in c("first", "second")) {
  it <- if (name == "first") one else two
  keep(name, "auc", it$area)
  keep(name, "obuchowski_variance", covariance(it, it))
  keep(name, "obuchowski_low_0.95", it$area - z * sqrt(covariance(it, it)))
  keep(name, "obuchowski_high_0.95", it$area + z * sqrt(covariance(it, it)))
}
variance <- covariance(one, one) + covariance(two, two) - 2 * covariance(one, two)
keep("first-second", "obuchowski_covariance", covariance(one, two))
keep("first-second", "difference", one$area - two$area)
keep("first-second", "obuchowski_variance", variance)
keep("first-second", "obuchowski_statistic", (one$area - two$area) / sqrt(variance))

# --- Newcombe, by the roots of a polynomial --------------------------------------------------------------------------
times <- function(p, q) {
  product <- numeric(length(p) + length(q) - 1)
  for (j in seq_along(p)) for (k in seq_along(q)) product[j + k - 1] <- product[j + k - 1] + p[j] * q[k]
  product
}
newcombe <- function(area, m, n, level) {
  k <- (m + n) / 2 - 1
  two_less <- c(2, -1); one_more <- c(1, 1); one_less <- c(1, -1); itself <- c(0, 1)
  both <- times(two_less, one_more)
  left <- m * n * times(times(c(area, -1), c(area, -1)), both)
  shape <- both + k * times(one_less, one_more) + k * times(itself, two_less)
  right <- qnorm((1 + level) / 2)^2 * times(times(itself, one_less), shape)
  roots <- polyroot(left - right)
  real <- sort(Re(roots[abs(Im(roots)) < 1e-9 & Re(roots) > -1e-9 & Re(roots) < 1 + 1e-9]))
  c(if (area == 0) 0 else min(real), if (area == 1) 1 else max(real))
}
for (row in list(c(368 / 456 / 2 + 836 / 941 / 2, 456, 941), c(0.5, 3, 4), c(1, 5, 9), c(0, 5, 9), c(1, 1, 1),
                 c(0.97, 12, 200), c(0.02, 40, 3))) {
  for (level in c(0.90, 0.95)) {
    limits <- newcombe(row[1], row[2], row[3], level)
    case <- sprintf("%.16g of %g and %g", row[1], row[2], row[3])
    keep(case, sprintf("newcombe_low_%g", level), limits[1])
    keep(case, sprintf("newcombe_high_%g", level), limits[2])
  }
}

# --- Bootstrap, by R's package boot ----------------------------------------------------------------------------------
# Patients of the clustered nodes are drawn 40,000 times; the acceleration is by the jackknife. What two programs draw
# differs, so the limits agree to some thousandths only.
suppressMessages(library(boot))
rows_of <- split(seq_along(patient), patient)
area_of <- function(ids, drawn) {
  rows <- unlist(rows_of[drawn])
  positive <- truth[rows] == 1
  ranks <- rank(first[rows])
  m <- sum(positive); n <- sum(!positive)
  (sum(ranks[positive]) - m * (m + 1) / 2) / (m * n)
}
set.seed(4)
drawn <- boot(seq_along(rows_of), area_of, R = 40000)
limits <- boot.ci(drawn, conf = 0.95, type = c("perc", "bca"), L = empinf(drawn, type = "jack"))
keep("first", "bootstrap_percentile_low_0.95", limits$percent[4])
keep("first", "bootstrap_percentile_high_0.95", limits$percent[5])
keep("first", "bootstrap_bca_low_0.95", limits$bca[4])
keep("first", "bootstrap_bca_high_0.95", limits$bca[5])

found$value <- sprintf("%.15g", found$value)
save(found, "areas.csv", "areas under the ROC curve, their variances, intervals and differences")
