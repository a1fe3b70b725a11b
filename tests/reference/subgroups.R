# Reference values of the tests of homogeneity over subgroups, from R's own programs.
# Run: Rscript tests/reference/subgroups.R tests/reference
# It writes subgroups.csv, and subgroup_nodes.csv, the invented nodes that the clustered values are of.
# Pearson's chi-squared: stats::chisq.test. The exact test: every table by expand.grid, its probability by stats::dhyper;
# the list is held against stats::fisher.test before its mid-p, ordered by chi-squared, is taken.
# Intraclass correlation: mean squares of stats::lm. Components of an area: pROC's placements.
suppressMessages(library(pROC))
folder <- commandArgs(trailingOnly = TRUE)[1]
out <- file(file.path(folder, "subgroups.csv"), "w")
cat("# Homogeneity over subgroups, by tests/reference/subgroups.R; ", R.version.string, ", pROC ",
    as.character(packageVersion("pROC")), "\ncase,quantity,value\n", sep = "", file = out)
row <- function(case, quantity, value) cat(sprintf("%s,%s,%.15g\n", case, quantity, value), file = out)

# Independent patients: hits out of sizes.
chance <- function(x, n, total) {  # of one table, given its total: one hypergeometric after the other
  p <- 1
  for (k in seq_along(x)[-length(x)]) {
    p <- p * dhyper(x[k], n[k], sum(n[-(1:k)]), total)
    total <- total - x[k]
  }
  p
}
exact <- function(hits, sizes) {
  grid <- as.matrix(expand.grid(lapply(sizes[-length(sizes)], function(n) 0:n)))
  last <- sum(hits) - rowSums(grid)
  tables <- cbind(grid, last)[last >= 0 & last <= sizes[length(sizes)], , drop = FALSE]
  p <- apply(tables, 1, chance, n = sizes, total = sum(hits))
  share <- sum(hits) / sum(sizes)
  chi <- apply(tables, 1, function(x) sum((x - sizes * share)^2 / sizes) / (share * (1 - share)))
  seen <- chance(hits, sizes, sum(hits))
  fisher <- fisher.test(cbind(hits, sizes - hits), workspace = 2e7)$p.value
  stopifnot(abs(sum(p) - 1) < 1e-9, abs(sum(p[p <= seen * (1 + 1e-7)]) - fisher) < 1e-6)
  own <- sum((hits - sizes * share)^2 / sizes) / (share * (1 - share))
  same <- abs(chi - own) < 1e-9 * (1 + own)
  sum(p[chi > own & !same]) + sum(p[same]) / 2
}
cases <- list(
  two = list(c(28, 9), c(38, 20)), sparse = list(c(12, 3), c(12, 5)), three = list(c(10, 7, 15), c(12, 12, 16)),
  ties = list(c(4, 6, 5), c(8, 8, 8)), four = list(c(9, 3, 4, 1), c(10, 6, 5, 4)),
  drawn = list(c(30, 38, 33, 25), c(45, 45, 45, 45))
)
for (name in names(cases)) {
  hits <- cases[[name]][[1]]; sizes <- cases[[name]][[2]]
  row(name, "chi", suppressWarnings(chisq.test(cbind(hits, sizes - hits), correct = FALSE))$statistic)
  row(name, "mid_p", exact(hits, sizes))
}

# Nodes of patients, in three subgroups; patients of "even" have four nodes each.
set.seed(20240)
make <- function(case, patients, nodes, bias) {
  group <- rep(0:2, length.out = patients)
  owner <- rep(seq_len(patients), nodes)
  positive <- rbinom(patients, 1, 0.5)[owner]
  if (case == "uneven") positive <- ifelse(owner %% 7 == 0, rbinom(length(owner), 1, 0.5), positive)
  score <- round(1.4 * positive + rnorm(patients)[owner] + rnorm(length(owner)) + bias[group + 1][owner], 1)
  data.frame(case = case, group = group[owner], patient = owner, truth = positive,
             predicted = as.integer(score > 0.8), score = score)
}
nodes <- rbind(make("even", 24, rep(4, 24), c(0, 0.5, 0)),
               make("uneven", 33, 1 + rpois(33, rep(c(1, 4, 7), 11)), c(0, 0.3, 0.8)))
write.csv(nodes, file.path(folder, "subgroup_nodes.csv"), row.names = FALSE, quote = FALSE)

donner <- function(case, figure, d) {
  d$hit <- as.integer(d$truth == d$predicted)
  d$g <- factor(d$group); d$i <- factor(d$patient)
  table <- anova(lm(hit ~ g + i, data = d))  # patients lie within subgroups: i adds what g leaves
  B <- table["i", "Mean Sq"]; W <- table["Residuals", "Mean Sq"]
  sizes <- tapply(d$hit, d$i, length); owner <- tapply(d$group, d$i, function(x) x[1])
  M <- tapply(sizes, owner, sum); squares <- tapply(sizes^2, owner, sum)
  m <- (sum(sizes) - sum(squares / M)) / table["i", "Df"]
  rho <- max(0, (B - W) / (B + (m - 1) * W))
  C <- 1 + (squares / M - 1) * rho
  share <- tapply(d$hit, d$group, mean); p <- mean(d$hit)
  weighted <- lm(share ~ 1, weights = M / C)
  X <- sum(weighted$weights * residuals(weighted)^2) / (p * (1 - p))
  row(paste(case, figure), "icc", rho)
  row(paste(case, figure), "chi", X)
  row(paste(case, figure), "donner", sum(M * (share - p)^2 / C) / (p * (1 - p)))  # Donner 1989, not weighted by C
  k <- length(M)
  row(paste(case, figure), "p", pf(X / (k - 1), k - 1, length(sizes) - k, lower.tail = FALSE))
}
for (case in unique(nodes$case)) {
  d <- nodes[nodes$case == case, ]
  donner(case, "ccr", d)
  donner(case, "sensitivity", d[d$truth == 1, ])
  donner(case, "specificity", d[d$truth == 0, ])
}

areas <- function(case, d) {
  pieces <- lapply(split(d, d$group), function(g) {
    r <- roc(g$truth, g$score, levels = c(0, 1), direction = "<", quiet = TRUE)
    v <- pROC:::delongPlacements(r)
    a <- as.numeric(auc(r))
    list(auc = a, x = v$X - a, y = v$Y - a, i = g$patient[g$truth == 1], j = g$patient[g$truth == 0])
  })
  K <- length(pieces)
  side <- function(values, owners) {
    n <- sapply(pieces, function(q) length(q[[values]]))
    within <- lapply(pieces, function(q) outer(q[[owners]], q[[owners]], "==") & !diag(length(q[[owners]])))
    J <- sum(sapply(pieces, function(q) length(q[[owners]])^2 / sum(table(q[[owners]])^2)))
    s2 <- sum(sapply(pieces, function(q) sum(q[[values]]^2))) / sum(n) * J / (J - K)
    pairs <- sapply(within, sum)
    products <- sum(mapply(function(q, w) sum(outer(q[[values]], q[[values]]) * w), pieces, within))
    covariance <- if (sum(pairs) > 0) max(0, products / sum(pairs) * J / (J - K)) else 0
    list(variance = s2 / n + covariance * pairs / n^2, df = J - K, n = n)
  }
  x <- side("x", "i"); y <- side("y", "j")
  both <- lapply(pieces, function(q) outer(q$i, q$j, "=="))
  crossed <- sapply(both, sum)
  products <- sum(mapply(function(q, w) sum(outer(q$x, q$y) * w), pieces, both))
  moment <- if (sum(crossed) > 0) products / sum(crossed) else 0
  variance <- x$variance + y$variance + 2 * moment * crossed / (x$n * y$n)
  auc <- sapply(pieces, `[[`, "auc")
  fit <- lm(auc ~ 1, weights = 1 / variance)
  Q <- sum(fit$weights * residuals(fit)^2)
  sums <- c(sum(x$variance), sum(y$variance))
  df <- sum(sums)^2 / sum(sums^2 / c(x$df, y$df))
  row(paste(case, "auc"), "q", Q)
  row(paste(case, "auc"), "p", pf(Q / (K - 1), K - 1, df, lower.tail = FALSE))
}
for (case in unique(nodes$case)) areas(case, nodes[nodes$case == case, ])
single <- nodes[nodes$case == "uneven", ]
single$patient <- seq_len(nrow(single))  # every node a patient of its own
areas("single", single)
close(out)
