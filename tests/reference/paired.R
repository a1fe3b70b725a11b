# R 4.2.2 with the package survey 4.1-1 (Debian). Run: Rscript tests/reference/paired.R > tests/reference/paired.csv
#   newcombe   method 10 of Newcombe RG, Stat Med 1998;17:2635-2650, written here from the paper's formula with R's
#              prop.test for the two Wilson intervals. Printed elsewhere, to check against: 14, 5, 0, 22 is 0.011 to
#              0.226 (Altman DG et al. Statistics with Confidence, 2nd ed. 2000, table 6.2), 59, 6, 16, 80 is -0.1186 to
#              -0.0046 (R package contingencytables, after Fagerland, Lydersen, Laake 2017, chapter 8).
#   clustered  two shares of the same nodes: variances, covariance and design effects from survey's svymean and vcov,
#              degrees of freedom from the variance of the squared residuals, put together here. Columns: count =
#              nodes, n = patients, value = statistic, low = degrees of freedom, high = p.
#   proportion the clustered interval of each share, in the same way, with a design effect of at least 1.
#   difference the clustered interval of the difference: limits solved by uniroot from the score equation, with the
#              same variance under the difference in question.
# Data: clustered_pairs.csv and alike_pairs.csv (nearly the same, nodes independent), simulated by this script with a fixed seed.
suppressMessages(library(survey))
cat("# From ", R.version.string, ", survey ", as.character(packageVersion("survey")), ": tests/reference/paired.R\n", sep = "")
cat("method,data,count,n,level,value,low,high\n")
row <- function(method, data, count, n, level, value, low, high)
  cat(sprintf("%s,%s,%d,%d,%g,%.15g,%.15g,%.15g\n", method, data, count, n, level, value, low, high))

newcombe <- function(e, f, g, h, level) {
  n <- e + f + g + h
  wilson <- function(x) suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int
  one <- wilson(e + f); two <- wilson(e + g)
  p <- (e + f) / n; q <- (e + g) / n
  margins <- prod(e + f, g + h, e + g, f + h)
  b <- e * h - f * g
  phi <- if (margins == 0) 0 else (if (b > n / 2) b - n / 2 else if (b >= 0) 0 else b) / sqrt(margins)
  dl <- c(1, -1) * c(p - one[1], two[2] - q)
  du <- c(1, -1) * c(one[2] - p, q - two[1])
  side <- function(d) sqrt(sum(d^2) + 2 * phi * prod(d))
  c(p - q, p - q - side(dl), p - q + side(du))
}
tables <- list(c(14, 5, 0, 22), c(59, 6, 16, 80), c(1, 1, 7, 12), c(36, 12, 2, 0), c(55, 0, 0, 0), c(0, 10, 0, 0),
               c(0, 0, 0, 5), c(54, 0, 0, 1), c(16, 15, 3, 1), c(83, 28, 7, 10), c(20, 10, 10, 3))
for (level in c(0.9, 0.95)) for (t in tables) {
  found <- newcombe(t[1], t[2], t[3], t[4], level)
  row("newcombe", paste(t, collapse = " "), t[2] + t[3], sum(t), level, found[1], found[2], found[3])
}

satterthwaite <- function(total) {
  v <- total^2
  2 * sum(v)^2 / sum((v - mean(v))^2)
}
limits <- function(p, n, q) {
  f <- function(x) (p - x)^2 - q^2 * x * (1 - x) / n
  c(uniroot(f, c(0, p), tol = 1e-14)$root, uniroot(f, c(p, 1), tol = 1e-14)$root)
}
clustered <- function(name, long, levels) {
  design <- svydesign(ids = ~patient, weights = ~1, data = long)
  found <- svymean(~first + second, design)
  p <- as.vector(coef(found)); v <- vcov(found); n <- nrow(long); k <- length(unique(long$patient))
  effect <- diag(v) / (p * (1 - p) / n)
  r <- v[1, 2] / sqrt(v[1, 1] * v[2, 2])
  total <- sapply(1:2, function(j) tapply(long[[c("first", "second")[j]]] - p[j], long$patient, sum))
  df <- pmin(pmax(apply(total, 2, satterthwaite), 1), k - 1)
  pooled <- mean(p)
  se <- function(delta) {
    s <- c(pooled + delta / 2, pooled - delta / 2)
    if (max(s) > 1) s <- s - (max(s) - 1)
    if (min(s) < 0) s <- s - min(s)
    v <- effect * s * (1 - s)
    sqrt((sum(v) - 2 * r * sqrt(prod(v))) / n)
  }
  apart <- tapply((long$first - p[1]) - (long$second - p[2]), long$patient, sum)
  welch <- min(sum(effect)^2 / sum(effect^2 / df), satterthwaite(apart), k - 1)
  found <- p[1] - p[2]
  z <- found / se(0)
  row("clustered", name, n, k, 0, z, welch, 2 * pt(-abs(z), welch))
  for (level in levels) {
    q <- qt((1 + level) / 2, df)
    within <- function(delta) abs(delta - found) - qt((1 + level) / 2, welch) * se(delta)
    row("difference", name, n, k, level, found, uniroot(within, c(-1, found), tol = 1e-14)$root,
        uniroot(within, c(found, 1), tol = 1e-14)$root)
    for (j in 1:2) {
      share <- limits(p[j], n / max(effect[j], 1), q[j])
      row("proportion", paste(name, c("first", "second")[j]), n, k, level, p[j], share[1], share[2])
    }
  }
}
widen <- function(counts) {
  times <- rowSums(counts[, -1])
  cells <- unlist(lapply(seq_len(nrow(counts)), function(i) rep(1:4, unlist(counts[i, -1]))))
  data.frame(patient = rep(counts$patient, times), first = as.numeric(cells %in% 1:2), second = as.numeric(cells %in% c(1, 3)))
}
set.seed(20240517)
sizes <- sample(1:20, 60, replace = TRUE)
ease <- rnorm(60)
pairs <- do.call(rbind, lapply(1:60, function(i) {
  one <- ease[i] + rnorm(sizes[i]) > -1.2
  two <- ease[i] * 0.5 + rnorm(1) + rnorm(sizes[i]) > -0.8
  data.frame(patient = i, both = sum(one & two), first_only = sum(one & !two), second_only = sum(!one & two),
             neither = sum(!one & !two))
}))
write.csv(pairs, "tests/reference/clustered_pairs.csv", row.names = FALSE, quote = FALSE)
clustered("clustered_pairs", widen(pairs), c(0.9, 0.95))
sizes <- sample(1:12, 50, replace = TRUE)
alike <- do.call(rbind, lapply(1:50, function(i) {
  one <- runif(sizes[i]) < 0.93
  two <- ifelse(runif(sizes[i]) < 0.06, !one, one)
  data.frame(patient = i, both = sum(one & two), first_only = sum(one & !two), second_only = sum(!one & two),
             neither = sum(!one & !two))
}))
write.csv(alike, "tests/reference/alike_pairs.csv", row.names = FALSE, quote = FALSE)
clustered("alike_pairs", widen(alike), c(0.9, 0.95))
