# Reference values of Holm's correction and of net reclassification, from R's own programs.
# Run: Rscript tests/reference/comparisons.R > tests/reference/comparisons.csv
# stats::p.adjust (method "holm"); Hmisc::improveProb (Pencina 2008's estimates and asymptotic standard errors).
suppressMessages(library(Hmisc))
cat("# Holm 1979 and net reclassification (Pencina 2008), by tests/reference/comparisons.R; ",
    R.version.string, ", Hmisc ", as.character(packageVersion("Hmisc")), "\n", sep = "")
cat("case,quantity,value\n")
row <- function(case, quantity, value) cat(sprintf("%s,%s,%.15g\n", case, quantity, value))

families <- list(
  plain = c(0.01, 0.04, 0.03, 0.005), ties = c(0.02, 0.02, 0.02, 0.5), capped = c(0.6, 0.9, 0.4),
  missing = c(0.03, NA, 0.001, NA, 0.04), zero = c(0, 1, 0.05), one = 0.03
)
for (name in names(families)) {
  adjusted <- p.adjust(families[[name]], "holm")
  for (i in seq_along(adjusted)) row(paste0("holm ", name), i, adjusted[i])
}

# Events reclassified up, down, not at all; non-events up, down, not at all.
tables <- list(nri = c(12, 4, 44, 7, 15, 118), small = c(3, 1, 6, 2, 4, 9), worse = c(2, 9, 30, 11, 3, 50))
for (name in names(tables)) {
  n <- tables[[name]]
  y <- rep(c(1, 1, 1, 0, 0, 0), n)
  first <- rep(c(0, 1, 1, 0, 1, 0), n)
  second <- rep(c(1, 0, 1, 1, 0, 0), n)
  found <- improveProb(first, second, y)
  for (quantity in c("nri.ev", "nri.ne", "nri", "se.nri.ev", "se.nri.ne", "se.nri")) {
    row(name, quantity, found[[quantity]])
  }
}
