#!/usr/bin/env bash
# An arm64 CPython 3.13 for test_arm64.py, in build/arm64: Debian 13's, unpacked from Debian's
# own archive and run by qemu-user. Needs root, debootstrap and qemu-user-static:
#   apt-get install debootstrap qemu-user-static && tests/runtimes/make_arm64.sh
# DEBIAN_MIRROR names another archive.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rm -rf build/arm64
mkdir -p build
debootstrap --arch=arm64 --foreign --variant=minbase \
  --include=libpython3.13-stdlib,python3.13-minimal,libstdc++6 \
  trixie build/arm64 "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
for package in build/arm64/var/cache/apt/archives/*.deb; do
  dpkg-deb --extract "$package" build/arm64
  rm "$package"
done
rm -rf build/arm64/debootstrap
