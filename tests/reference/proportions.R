# R 4.2.2 with the package survey 4.1-1 (Debian). Run: Rscript tests/reference/proportions.R > tests/reference/proportions.csv
# Shares, their intervals and McNemar's p-values, as R's own functions give them:
#   wilson           prop.test without continuity correction
#   clopper_pearson  binom.test
#   mcnemar          binom.test of the discordant pairs; the mid-p is 2 P(less) + P(as many) by dbinom, and 1 - P(as many) / 2 of equal counts
#   clustered        svymean of the package survey with the patients as clusters: share, standard error, and the
#                    design effect with replacement; R's survey divides the binomial variance by n - 1, undone here
cat("# From ", R.version.string, ", survey ", as.character(packageVersion("survey")), ": tests/reference/proportions.R\n", sep = "")
cat("method,data,count,n,level,value,low,high\n")
row <- function(method, data, count, n, level, value, low, high)
  cat(sprintf("%s,%s,%d,%d,%g,%.15g,%.15g,%.15g\n", method, data, count, n, level, value, low, high))

shares <- list(c(368, 456), c(836, 941), c(111, 128), c(7, 90), c(0, 10), c(10, 10), c(1, 1), c(306, 350), c(1, 2000))
for (level in c(0.9, 0.95, 0.99)) for (share in shares) {
  score <- suppressWarnings(prop.test(share[1], share[2], conf.level = level, correct = FALSE))$conf.int
  exact <- binom.test(share[1], share[2], conf.level = level)$conf.int
  row("wilson", "", share[1], share[2], level, share[1] / share[2], score[1], score[2])
  row("clopper_pearson", "", share[1], share[2], level, share[1] / share[2], exact[1], exact[2])
}

for (pair in list(c(28, 7), c(90, 11), c(1, 7), c(6, 16), c(0, 3), c(4, 4), c(1, 0), c(13, 12), c(300, 240))) {
  n <- sum(pair)
  low <- min(pair)
  exact <- if (pair[1] == pair[2]) 1 else binom.test(pair[1], n)$p.value
  midp <- if (pair[1] == pair[2]) 1 - dbinom(low, n, 0.5) / 2 else 2 * (sum(dbinom(0:low, n, 0.5)) - dbinom(low, n, 0.5) / 2)
  row("mcnemar", "", pair[1], n, 0, exact, midp, 0)
}

# The two shares of clustered_pairs.csv, which paired.R makes: a patient's nodes counted by who is right on them.
suppressMessages(library(survey))
pairs <- read.csv("tests/reference/clustered_pairs.csv", comment.char = "#")
long <- pairs[rep(seq_len(nrow(pairs)), rowSums(pairs[, -1])), "patient", drop = FALSE]
cells <- unlist(lapply(seq_len(nrow(pairs)), function(i) rep(c("both", "first", "second", "neither"), pairs[i, -1])))
long$first <- as.numeric(cells %in% c("both", "first"))
long$second <- as.numeric(cells %in% c("both", "second"))
for (name in c("first", "second")) {
  found <- svymean(as.formula(paste("~", name)), svydesign(ids = ~patient, weights = ~1, data = long))
  value <- coef(found)[[1]]
  row("clustered", name, sum(long[[name]]), nrow(long), 0, value, SE(found)[[1]],
      SE(found)[[1]]^2 / (value * (1 - value) / nrow(long)))
}
