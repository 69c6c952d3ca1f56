#!/bin/sh
# Stands for the payload of a forensic host, of which the templates know the digest alone.
