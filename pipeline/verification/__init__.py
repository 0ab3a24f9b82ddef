"""Verification (复核): a finished run checked by a second reader that shares no code with the first."""

from pipeline.verification.checking import Difference, Verification, verify

__all__ = ["Difference", "Verification", "verify"]
