# Reference values of what sets two sides of nodes apart, from R's own programs.
# Run: Rscript tests/reference/signature.R tests/reference
# It writes signature.csv, and signature_nodes.csv, the invented nodes that the values are of.
# t, degrees of freedom and p, clustered by patient: clubSandwich's CR2 and its Satterthwaite test of lm. Cohen's d: the
# slope over the residual standard deviation of lm. False discovery: stats::p.adjust.
suppressMessages(library(clubSandwich))
folder <- commandArgs(trailingOnly = TRUE)[1]
out <- file(file.path(folder, "signature.csv"), "w")
cat("# Two sides of clustered nodes, by tests/reference/signature.R; ", R.version.string, ", clubSandwich ",
    as.character(packageVersion("clubSandwich")), "\ncase,quantity,value\n", sep = "", file = out)
row <- function(case, quantity, value) cat(sprintf("%s,%s,%.15g\n", case, quantity, value), file = out)

set.seed(20265)
sizes <- 1 + rpois(26, rep(c(1, 5), 13))
patient <- rep(seq_along(sizes), sizes)
n <- length(patient)
nodes <- data.frame(patient = patient, label = as.integer(patient %% 3 == 0))
latent <- rnorm(26)[patient] + rnorm(n)
nodes$group <- 1 + as.integer(latent > 0.4)  # patients have nodes on both sides
nodes$a <- round(latent + rnorm(n), 3)
nodes$b <- round(1000 + 40 * rnorm(26)[patient] + 30 * rnorm(n) + 30 * nodes$label, 2)
nodes$c <- round(exp(0.5 * rnorm(26)[patient] + 0.5 * rnorm(n) - 0.4 * latent), 4)
nodes$e <- round(rnorm(n), 3)
write.csv(nodes, file.path(folder, "signature_nodes.csv"), row.names = FALSE, quote = FALSE)

contrast <- function(case, side, patient) {
  p <- c()
  for (name in c("a", "b", "c", "e")) {
    fit <- lm(nodes[[name]] ~ side)
    found <- coef_test(fit, vcov = "CR2", cluster = patient, test = "Satterthwaite")[2, ]
    key <- paste(case, name)
    row(key, "t", found$tstat)
    row(key, "df", found$df_Satt)
    row(key, "p", found$p_Satt)
    row(key, "d", coef(fit)[2] / sigma(fit))
    for (s in 0:1) {
      row(key, paste0("mean", s + 1), mean(nodes[[name]][side == s]))
      row(key, paste0("sd", s + 1), sd(nodes[[name]][side == s]))
    }
    p <- c(p, found$p_Satt)
  }
  for (method in c("BH", "BY")) {
    q <- p.adjust(p, method)
    for (i in 1:4) row(paste(case, c("a", "b", "c", "e")[i]), paste0("q_", tolower(method)), q[i])
  }
}
contrast("groups", nodes$group - 1, patient)
contrast("labels", nodes$label, patient)
contrast("single", nodes$group - 1, seq_len(n))  # every node a patient of its own
close(out)
