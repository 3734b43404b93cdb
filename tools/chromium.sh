#!/bin/sh
# A browser for the tests: the system's Chromium, installed with apt where we may. Says which one is used.
set -eu
for browser in chromium chromium-browser google-chrome; do
    if command -v "$browser" >/dev/null 2>&1; then
        echo "browser: $("$browser" --version 2>/dev/null | head -n 1)"
        exit 0
    fi
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "no Chromium found: install it (Debian: apt-get install chromium fonts-wqy-microhei) and try again" >&2
    exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-wqy-microhei >/dev/null
echo "browser: $(chromium --version 2>/dev/null | head -n 1)"
