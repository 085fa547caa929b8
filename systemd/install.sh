#!/bin/bash
# Makes a kiosk, a server or both of a machine with Debian or Raspberry Pi OS, from the
# folder that `make wheelhouse` fills, without a network. May be run again at any time.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bundle=$(dirname "$here")

action=install
dry_run=no
purge=no
with_server=no
with_kiosk=yes
with_screen=yes
fetch_packages=no
root=
server_url=
scanner=
printer=
printer_model=
rotate=

opt=/opt/portico
units_of_kiosk=(portico-kiosk.service portico-kiosk@.service)
units_of_screen=(portico-screen.service)
units_of_server=(portico-server.service portico-backup.service portico-backup.timer)

usage() {
  cat <<'TEXT'
usage: install.sh [install | uninstall] [OPTION...]

  --server URL          the admin server that this kiosk belongs to
  --scanner ADDRESS     the reader, such as /dev/portico/scanner
  --printer ADDRESS     the badge printer, such as /dev/portico/printer
  --printer-model KEY   its key in the list that `portico-hardware list` shows
  --rotate DEGREES      turn the screen and its touch: 0, 90, 180 or 270
  --with-server         the admin server too, with a backup every night
  --only-server         the admin server, no kiosk
  --no-screen           the kiosk without a screen of this machine
  --fetch-packages      install missing Debian packages by apt
  --root DIR            only lay the files of a machine whose disk is mounted there
  --dry-run             say what would be done, and do nothing
  --purge               with uninstall: settings, visitors and backups too
TEXT
}

# ---- how things are done and said ------------------------------------------------

say() {
  printf '%s\n' "$*"
  if [ "$dry_run" = no ] && [ -z "$root" ] && [ "$(id -u)" = 0 ]; then
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>/var/log/portico-install.log
  fi
}

stop() {
  say "install.sh: $*" >&2
  exit 1
}

# Everything that changes the machine goes through here.
change() {
  if [ "$dry_run" = yes ]; then
    say "would run: $*"
  else
    "$@"
  fi
}

is_running() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

systemd() {
  if [ -n "$root" ]; then
    change systemctl --quiet "--root=$root" "$@"
  else
    change systemctl --quiet "$@"
  fi
}

# put SOURCE DESTINATION MODE: lays a file where it is not the same already.
put() {
  local from=$1 to=$root$2 mode=$3
  installed+=("$2")
  if [ -f "$to" ] && cmp -s "$from" "$to"; then return; fi
  say "file: $2"
  case $2 in /etc/* | "$opt"/libexec/* | "$opt/share/chromium-flags") restart_wanted=yes ;; esac
  change install -D -m "$mode" "$from" "$to"
}

# set_line FILE NAME VALUE: one setting, whether it stood there or not.
set_line() {
  local file=$root$1 line="$2=$3"
  if grep -qsxF "$line" "$file"; then return; fi
  say "setting: $2 in $1"
  # What runs has read the file already.
  restart_wanted=yes
  if [ "$dry_run" = yes ]; then return; fi
  sed -i "/^$2=/d" "$file"
  printf '%s\n' "$line" >>"$file"
}

# ---- what must be there ----------------------------------------------------------

check_rights() {
  if [ "$dry_run" = no ] && [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
    stop "run this as root"
  fi
}

check_values() {
  case $rotate in '' | 0 | 90 | 180 | 270) ;; *) stop "--rotate is 0, 90, 180 or 270" ;; esac
  case $server_url in
    '' | https://?* | http://127.0.0.1* | http://localhost*) ;;
    *) stop "--server must be an https:// address" ;;
  esac
  local value
  for value in "$server_url" "$scanner" "$printer" "$printer_model"; do
    case $value in *[[:space:]\"\'\\]*) stop "an address has no blanks and no quotes" ;; esac
  done
}

check_machine() {
  if [ -n "$root" ]; then return; fi
  [ "$(getconf LONG_BIT)" = 64 ] || stop "a 64-bit system is needed"
  command -v systemctl >/dev/null || stop "this machine has no systemd"
}

check_bundle() {
  if [ -n "$root" ]; then return; fi
  [ -d "$bundle/wheels" ] || stop "no wheels in $bundle: \`make wheelhouse\` fills that folder"
  compgen -G "$bundle/wheels/*_$(uname -m).whl" >/dev/null ||
    stop "the wheels in $bundle are not for this machine ($(uname -m))"
  (cd "$bundle" && sha256sum --quiet --strict --check SHA256SUMS) ||
    stop "a file in $bundle is not what it was when it was made"
}

packages_needed() {
  echo python3 python3-venv
  if [ "$with_kiosk" = yes ]; then
    echo fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
  fi
  if [ "$with_screen" = yes ]; then echo cage curl libpam-systemd wlr-randr xwayland; fi
}

is_installed() {
  dpkg-query --admindir="$root/var/lib/dpkg" -W -f='${Status}' "$1" 2>/dev/null |
    grep -q 'ok installed'
}

check_packages() {
  if [ -n "$root" ]; then return; fi
  local missing=() package
  for package in $(packages_needed); do
    is_installed "$package" || missing+=("$package")
  done
  # Raspberry Pi OS had it under another name.
  if [ "$with_screen" = yes ] && ! is_installed chromium && ! is_installed chromium-browser; then
    missing+=(chromium)
  fi
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  if [ "$fetch_packages" = yes ]; then
    say "packages: ${missing[*]}"
    change apt-get update -qq
    DEBIAN_FRONTEND=noninteractive change apt-get install -y -qq --no-install-recommends \
      "${missing[@]}"
  elif [ "$dry_run" = yes ]; then
    say "missing packages: ${missing[*]}"
  else
    stop "missing packages; run: apt-get install ${missing[*]}   (or give --fetch-packages)"
  fi
}

# ---- installing ------------------------------------------------------------------

lay_users() {
  put "$here/portico.sysusers" /etc/sysusers.d/portico.conf 644
  if [ -n "$root" ]; then
    change systemd-sysusers "--root=$root" portico.conf
  else
    change systemd-sysusers portico.conf
  fi
}

# Each version lies in a folder of its own; bin and the one before it are links. A
# power cut in between leaves the version that was there.
install_program() {
  if [ -n "$root" ]; then return; fi
  local name folder
  name=$(sha256sum "$bundle/SHA256SUMS" | cut -c1-12)
  folder=$opt/versions/$name
  if [ -e "$folder/.complete" ]; then
    say "program: $name is there"
  else
    say "program: $name, from $bundle/wheels"
    change rm -rf -- "$folder"
    change python3 -m venv "$folder"
    pip_install "$folder" --find-links "$bundle/wheels" --require-hashes \
      -r "$bundle/requirements.txt"
    pip_install "$folder" --no-deps "$bundle"/wheels/portico-*.whl
    change "$folder/bin/python" -m compileall -q "$folder/lib"
    check_program "$folder"
    change touch "$folder/.complete"
    change sync
  fi
  use_program "$folder"
}

# Raspberry Pi OS tells pip of another source of wheels; none of them is wanted here.
pip_install() {
  local folder=$1
  shift
  change env PIP_CONFIG_FILE=/dev/null "$folder/bin/python" -m pip --isolated install \
    --quiet --no-index --no-cache-dir --disable-pip-version-check "$@"
}

check_program() {
  # A flet-web without its web files installs, starts, and shows nothing.
  change "$1/bin/python" -c \
    'from kiosk_app.app.index_page import make_index_page; make_index_page()'
  change "$1/bin/portico-kiosk" --help >/dev/null
  change "$1/bin/portico-server" --help >/dev/null
}

use_program() {
  local folder=$1 before
  before=$(readlink "$opt/current" 2>/dev/null || true)
  if [ "$before" != "$folder" ]; then
    if [ -n "$before" ]; then swap_link "$before" "$opt/previous"; fi
    swap_link "$folder" "$opt/current"
    restart_wanted=yes
  fi
  swap_link current/bin "$opt/bin"
  local old
  for old in "$opt"/versions/*; do
    case $old in
      "$folder" | "$opt/versions/*") ;;
      "$(readlink "$opt/previous" 2>/dev/null || true)") ;;
      *)
        say "program: forgetting ${old##*/}"
        change rm -rf -- "$old"
        ;;
    esac
  done
}

swap_link() {
  if [ "$(readlink "$2" 2>/dev/null || true)" = "$1" ]; then return; fi
  change ln -sfn "$1" "$2.new"
  change mv -T "$2.new" "$2"
}

lay_pages() {
  local page
  for page in "$bundle"/docs/*.md; do
    [ -e "$page" ] || continue
    put "$page" "$opt/share/doc/${page##*/}" 644
  done
}

lay_kiosk() {
  local unit
  for unit in "${units_of_kiosk[@]}"; do put "$here/$unit" "/etc/systemd/system/$unit" 644; done
  put "$here/90-portico.rules" /etc/udev/rules.d/90-portico.rules 644
  put "$here/portico.modules-load" /etc/modules-load.d/portico.conf 644
}

lay_screen() {
  local unit
  for unit in "${units_of_screen[@]}"; do put "$here/$unit" "/etc/systemd/system/$unit" 644; done
  put "$here/libexec/portico-screen" "$opt/libexec/portico-screen" 755
  put "$here/chromium-flags" "$opt/share/chromium-flags" 644
  put "$here/chromium-policies/portico.json" /etc/chromium/policies/managed/portico.json 644
  put "$here/portico-screen.pam" /etc/pam.d/portico-screen 644
  # The journal of a box in a lobby; a server keeps its own.
  if [ "$with_server" = no ]; then
    put "$here/journald-portico.conf" /etc/systemd/journald.conf.d/portico.conf 644
  fi
}

lay_server() {
  local unit
  for unit in "${units_of_server[@]}"; do put "$here/$unit" "/etc/systemd/system/$unit" 644; done
  put "$here/libexec/portico-backup" "$opt/libexec/portico-backup" 755
}

settings_file() {
  if [ -e "$root$1" ]; then return; fi
  say "file: $1"
  change install -D -m 600 /dev/null "$root$1"
}

write_settings() {
  if [ "$with_kiosk" = yes ]; then
    settings_file /etc/portico/kiosk.env
    local url=$server_url
    if [ -z "$url" ] && [ "$with_server" = yes ]; then url=http://127.0.0.1:8600; fi
    if [ -n "$url" ]; then set_line /etc/portico/kiosk.env PORTICO_KIOSK_SERVER "$url"; fi
    if [ -n "$scanner" ]; then set_line /etc/portico/kiosk.env PORTICO_KIOSK_SCANNER "$scanner"; fi
    if [ -n "$printer" ]; then set_line /etc/portico/kiosk.env PORTICO_KIOSK_PRINTER "$printer"; fi
    if [ -n "$printer_model" ]; then
      set_line /etc/portico/kiosk.env PORTICO_KIOSK_PRINTER_MODEL "$printer_model"
    fi
  fi
  if [ "$with_server" = yes ]; then settings_file /etc/portico/server.env; fi
}

# The compositor turns the picture; the touch has to be turned with it.
turn_screen() {
  if [ -z "$rotate" ]; then return; fi
  local matrix rule=/etc/udev/rules.d/91-portico-touch.rules made
  settings_file /etc/portico/screen.env
  set_line /etc/portico/screen.env PORTICO_SCREEN_ROTATE "$rotate"
  case $rotate in
    0) matrix="1 0 0 0 1 0" ;;
    90) matrix="0 -1 1 1 0 0" ;;
    180) matrix="-1 0 1 0 -1 1" ;;
    270) matrix="0 1 0 -1 0 1" ;;
  esac
  made=$(mktemp)
  printf 'ENV{ID_INPUT_TOUCHSCREEN}=="1", ENV{LIBINPUT_CALIBRATION_MATRIX}="%s"\n' \
    "$matrix" >"$made"
  put "$made" "$rule" 644
  rm -f "$made"
}

# A braille display's program takes every serial line for its own, and sends to it.
keep_others_off() {
  local unit
  for unit in brltty.service brltty-udev.service; do
    if [ "$(readlink "$root/etc/systemd/system/$unit" 2>/dev/null || true)" = /dev/null ]; then
      continue
    fi
    say "kept off: $unit"
    systemd mask "$unit"
  done
}

# A desktop would hold the screen that the kiosk needs.
leave_desktop() {
  if [ -n "$root" ]; then return; fi
  local target
  target=$(systemctl get-default 2>/dev/null || true)
  if [ "$target" != graphical.target ]; then return; fi
  say "starts without a desktop from now on"
  systemd set-default multi-user.target
  change mkdir -p "$opt/share"
  change touch "$opt/share/had-desktop"
}

write_list() {
  local list=$opt/share/installed made
  made=$(mktemp)
  # What an earlier run laid, with other options, is remembered too.
  { printf '%s\n' "${installed[@]}" "$list"; cat "$root$list" 2>/dev/null || true; } |
    sort -u >"$made"
  put "$made" "$list" 644
  rm -f "$made"
}

# In a container nobody listens; devices are then given to it from outside.
tell_udev() {
  if ! change udevadm control --reload; then
    say "udev is not running here"
    return
  fi
  change udevadm trigger --subsystem-match=tty --subsystem-match=usbmisc \
    --subsystem-match=backlight --subsystem-match=input
}

chosen_units() {
  if [ "$with_kiosk" = yes ]; then echo portico-kiosk.service; fi
  if [ "$with_screen" = yes ]; then echo portico-screen.service; fi
  if [ "$with_server" = yes ]; then echo portico-server.service portico-backup.timer; fi
}

enable_units() {
  local unit units=()
  for unit in $(chosen_units); do units+=("$unit"); done
  say "enabled: ${units[*]}"
  systemd enable "${units[@]}"
  if [ "$restart_wanted" = yes ]; then say "starts anew with what has changed"; fi
  if ! is_running; then return; fi
  systemd daemon-reload
  change systemctl --quiet restart systemd-modules-load.service || say "not every driver is here"
  tell_udev
  for unit in "${units[@]}"; do
    if [ "$restart_wanted" = yes ] && [ "$unit" != portico-backup.timer ]; then
      systemd restart "$unit"
    else
      systemd start "$unit"
    fi
  done
}

install_all() {
  check_rights
  check_values
  check_machine
  check_bundle
  check_packages
  lay_users
  install_program
  lay_pages
  if [ "$with_kiosk" = yes ]; then lay_kiosk; fi
  if [ "$with_screen" = yes ]; then
    lay_screen
    turn_screen
    leave_desktop
  fi
  if [ "$with_server" = yes ]; then lay_server; fi
  write_settings
  if [ "$with_kiosk" = yes ]; then keep_others_off; fi
  write_list
  enable_units
  say "done; docs are in $opt/share/doc"
}

# ---- taking it away --------------------------------------------------------------

stop_units() {
  local unit
  for unit in portico-screen.service portico-kiosk.service portico-backup.timer \
    portico-backup.service portico-server.service; do
    [ -e "$root/etc/systemd/system/$unit" ] || continue
    say "stopped: $unit"
    if is_running; then systemd stop "$unit"; fi
    systemd disable "$unit"
  done
  if is_running; then systemd stop 'portico-kiosk@*.service'; fi
}

take_files() {
  local list=$root$opt/share/installed file
  if [ ! -e "$list" ]; then
    say "nothing is installed"
    return
  fi
  while read -r file; do
    case $file in /etc/* | /opt/portico/*) ;; *) continue ;; esac
    if [ -e "$root$file" ]; then change rm -f -- "$root$file"; fi
  done <"$list"
  say "files are taken away"
}

let_others_on() {
  local unit
  for unit in brltty.service brltty-udev.service; do
    if [ "$(readlink "$root/etc/systemd/system/$unit" 2>/dev/null || true)" = /dev/null ]; then
      systemd unmask "$unit"
    fi
  done
  if [ -z "$root" ] && [ -e "$opt/share/had-desktop" ]; then
    systemd set-default graphical.target
  fi
}

take_data() {
  if [ "$purge" = no ]; then
    say "kept: /etc/portico, /var/lib/portico, /var/lib/portico-kiosk (--purge deletes them)"
    return
  fi
  say "deleting settings, visitors and backups"
  change rm -rf -- "$root/etc/portico" "$root/var/lib/portico" \
    "$root/var/lib/portico-kiosk" "$root/var/lib/private/portico-kiosk"
}

uninstall_all() {
  check_rights
  stop_units
  let_others_on
  take_files
  change rm -rf -- "$root$opt"
  take_data
  if is_running; then
    systemd daemon-reload
    tell_udev
  fi
  say "done"
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      install | uninstall) action=$1 ;;
      --server | --scanner | --printer | --printer-model | --rotate | --root)
        [ $# -ge 2 ] || stop "$1 needs a value"
        case $1 in
          --server) server_url=$2 ;;
          --scanner) scanner=$2 ;;
          --printer) printer=$2 ;;
          --printer-model) printer_model=$2 ;;
          --rotate) rotate=$2 ;;
          --root) root=${2%/} ;;
        esac
        shift
        ;;
      --with-server) with_server=yes ;;
      --only-server) with_server=yes with_kiosk=no with_screen=no ;;
      --no-screen) with_screen=no ;;
      --fetch-packages) fetch_packages=yes ;;
      --dry-run) dry_run=yes ;;
      --purge) purge=yes ;;
      -h | --help)
        usage
        exit 0
        ;;
      *)
        usage >&2
        exit 2
        ;;
    esac
    shift
  done
}

installed=()
restart_wanted=no
read_options "$@"
case $action in
  install) install_all ;;
  uninstall) uninstall_all ;;
esac
