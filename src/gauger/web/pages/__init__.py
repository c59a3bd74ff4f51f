"""Pages: one file a part of the workbench, each giving a router."""
