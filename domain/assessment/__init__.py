"""A company's tasks as its answers tell them: scores, ranking, verdicts, what stands behind them."""
