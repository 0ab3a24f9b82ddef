"""Ingestion (接收与读取): from submitted files to documents with exact places."""

from pipeline.ingestion.intake import Received, receive
from pipeline.ingestion.readers import read_document
from pipeline.ingestion.remote import refuse_unreachable
from pipeline.ingestion.sniff import sniff

__all__ = ["Received", "read_document", "receive", "refuse_unreachable", "sniff"]
