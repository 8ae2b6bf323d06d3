#!/usr/bin/env bash
# A base image where no registry can be reached: Debian 12 with its Python 3.11, from Debian's
# own archive. Takes half a minute; needs root, debootstrap and a Docker engine.
#   sudo tests/images/make_base.sh singing-talent-base
#   docker build --build-arg BASE_IMAGE=singing-talent-base ...
# DEBIAN_MIRROR names another archive. This machine's certificates go along, so that pip works
# in a build behind a proxy that has its own.
set -euo pipefail

tag=${1:?"the name of the image is missing"}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

debootstrap --variant=minbase --include=python3-venv,ca-certificates \
  bookworm "$folder" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
cp /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/ca-certificates.crt"
tar -C "$folder" -c . \
  | docker import --change 'ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt' - "$tag"
