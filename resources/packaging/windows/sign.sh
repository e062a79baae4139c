#!/usr/bin/env bash
# Sign programs for Windows. CERTIFICATE: a .pfx file in base64. PASSWORD: its password.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '%s' "$CERTIFICATE" | base64 --decode > "$folder/certificate.pfx"
signtool=$(ls -d "/c/Program Files (x86)/Windows Kits/10/bin/"*/x64/signtool.exe | tail -n 1)
"$signtool" sign //fd SHA256 //td SHA256 //tr http://timestamp.digicert.com \
    //f "$(cygpath -w "$folder/certificate.pfx")" //p "$PASSWORD" "$@"
