"""The version of Portico, said in one place."""

VERSION = "0.1.0"
