"""How often a normal figure lies outside of median +- 4 * (1 + 10 / n) * MAD / 0.6745 of n earlier ones (UsualRange)."""
import numpy as np

rng = np.random.default_rng(1)
for n in (5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50, 100):
    earlier, present = rng.standard_normal((200_000 if n < 40 else 60_000, n)), None
    present = rng.standard_normal(len(earlier))
    median = np.median(earlier, 1)
    deviation = np.median(abs(earlier - median[:, None]), 1) / 0.6744897501960817
    apart = abs(present - median) / deviation
    print(n, "plain", round((apart > 4).mean(), 4), "wider", round((apart > 4 * (1 + 10 / n)).mean(), 4))
