# Reference values of the tests of a baseline table, from R's own package stats.
# Run: Rscript tests/reference/baseline.R > tests/reference/baseline.csv (from the project's folder)
# The data are the example cohort, observations.csv (made by areas.R), and counts written here.
cat("# The tests of a baseline table, by tests/reference/baseline.R; ", R.version.string, "\n", sep = "")
cat("case,quantity,value\n")
row <- function(case, quantity, value) cat(sprintf("%s,%s,%.15g\n", case, quantity, value))
found <- function(case, test, result) {
  row(case, paste(test, "p"), result$p.value)
  if (!is.null(result$statistic)) row(case, paste(test, "statistic"), result$statistic)
}

numbers <- function(case, x, g) {
  g <- factor(g)
  found(paste(case, "All"), "shapiro", shapiro.test(x))
  for (level in levels(g)) found(paste(case, level), "shapiro", shapiro.test(x[g == level]))
  found(case, "bartlett", bartlett.test(x, g))
  if (nlevels(g) == 2) {
    found(case, "student", t.test(x ~ g, var.equal = TRUE))
    found(case, "welch", t.test(x ~ g))
    exact <- !any(duplicated(x)) && max(table(g)) < 50
    found(case, paste0("ranks", if (exact) " exact" else ""), wilcox.test(x ~ g, exact = exact))
  } else {
    found(case, "anova", oneway.test(x ~ g, var.equal = TRUE))
    found(case, "welch", oneway.test(x ~ g))
    found(case, "ranks", kruskal.test(x, g))
  }
}

patients <- read.csv("segmentations/patients.csv")
made <- read.csv("tests/reference/observations.csv", comment.char = "#")
numbers("example age", patients$age, patients$cohort)
numbers("example ki67", patients$ki67, patients$cohort)
numbers("t_stage age", patients$age, patients$t_stage)
numbers("made skewed", made$skewed, made$truth)
numbers("made even", made$even, made$coarse)
numbers("untied", c(1.1, 2.3, 3.7, 4.2, 5.9, 2.8, 4.9, 6.1, 7.3, 8.8, 9.4), rep(c("a", "b"), c(5, 6)))

tables <- list(
  yates = matrix(c(28, 10, 12, 31), 2), large = matrix(c(20, 14, 9, 8, 17, 22, 30, 21, 15), 3),
  sparse2 = matrix(c(3, 1, 2, 9), 2), sparse3 = matrix(c(3, 7, 0, 1, 2, 8, 5, 1, 2), 3),
  sparse4 = matrix(c(8, 4, 1, 0, 2, 5, 6, 3), 4)
)
for (name in names(tables)) {
  found(name, "chi-square", suppressWarnings(chisq.test(tables[[name]])))
  found(name, "fisher", fisher.test(tables[[name]])["p.value"])
}
