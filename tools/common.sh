# Sourced by tools/demo, tools/test and tools/fuzz. Changes to the root of the checkout.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

step() { printf '\n==> %s\n' "$*" >&2; }

# Under sudo, all files in build/ and results/ would belong to root.
if [[ ${SUDO_UID:-0} != 0 && $EUID == 0 ]]; then
  echo "Run $0 without sudo: tools/setup uses sudo if necessary." >&2
  exit 2
fi

# configure_and_build FOLDER PRESET [CMAKE ARGUMENT...]
configure_and_build() {
  local folder=$1 preset=$2
  shift 2
  step "Configuring $folder"
  cmake --preset "$preset" -B "$folder" "$@"
  step "Building $folder"
  cmake --build "$folder" --parallel "$(nproc)"
}
