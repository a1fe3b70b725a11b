# Reference values of the interval of Youden's J: Newcombe's hybrid score (method 10) of a difference of two
# independent proportions, sensitivity and 1 - specificity. Run: Rscript tests/reference/youden.R > tests/reference/youden.csv
suppressMessages(library(Epi))
cat("# Newcombe 1998, method 10, by tests/reference/youden.R; ", R.version.string, ", Epi ",
    as.character(packageVersion("Epi")), "\n", sep = "")
cells <- rbind(c(56, 14, 32, 48), c(9, 1, 7, 3), c(6, 1, 5, 2), c(5, 51, 29, 0), c(0, 10, 20, 0), c(10, 0, 20, 0),
               c(10, 0, 10, 0), c(28, 10, 83, 7), c(216, 11, 90, 33), c(1, 99, 2, 98), c(20, 1, 1, 30))
colnames(cells) <- c("tp", "fn", "tn", "fp")
cat("tp,fn,tn,fp,level,value,low,high\n")
for (level in c(0.95, 0.9)) for (i in seq_len(nrow(cells))) {
  x <- cells[i, ]
  d <- ci.pd(x["tp"], x["fp"], x["fn"], x["tn"], method = "Nc", conf.level = level, alpha = 1 - level, digits = 15,
             print = FALSE)
  cat(paste(c(x, level, sprintf("%.12g", d[1, 5:7])), collapse = ","), "\n", sep = "")
}
