#!/usr/bin/env bash
# Sign ShopSync.app and have it notarised. CERTIFICATE: a Developer ID as .p12 in base64, PASSWORD:
# its password; APPLE_ID, APPLE_TEAM and APPLE_PASSWORD (one for this program) are for the notary.
set -euo pipefail
app=$1
folder=$(mktemp -d)
keychain="$folder/signing.keychain-db"
trap 'security delete-keychain "$keychain" || true; rm -rf "$folder"' EXIT
secret=$(openssl rand -hex 16)
printf '%s' "$CERTIFICATE" | base64 --decode > "$folder/certificate.p12"
security create-keychain -p "$secret" "$keychain"
security unlock-keychain -p "$secret" "$keychain"
security import "$folder/certificate.p12" -k "$keychain" -P "$PASSWORD" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -k "$secret" "$keychain" >/dev/null
identity=$(security find-identity -v -p codesigning "$keychain" | sed -n 's/.*"\(Developer ID[^"]*\)".*/\1/p' | head -n 1)
codesign --force --deep --options runtime --timestamp --keychain "$keychain" \
    --entitlements "$(dirname "$0")/entitlements.plist" --sign "$identity" "$app"
ditto -c -k --keepParent "$app" "$folder/app.zip"
xcrun notarytool submit "$folder/app.zip" --wait \
    --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" --password "$APPLE_PASSWORD"
xcrun stapler staple "$app"
