"""Report: detections in, something to read out; nothing here prints."""
