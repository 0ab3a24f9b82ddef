"""heji 核绩: reads self-evaluation reports on public spending, checks them and shows every doubt with its evidence."""

__version__ = "0.1.0"
