# shellcheck shell=sh disable=SC2034 # read by install.sh and verify.sh
# What is Debian's own way. Tried here, in a chroot and in a virtual machine (bookworm).

# Each may be absent.
system_updaters='apt-daily.timer apt-daily-upgrade.timer apt-daily.service apt-daily-upgrade.service unattended-upgrades.service'
# Addresses on which this system itself listens, as `ss` would say; none.
system_listeners=''

# What a host without people has no use for. The base system must have libstdc++6 and libexpat1.
system_prepare() {
  export DEBIAN_FRONTEND=noninteractive
  unwanted=$(dpkg-query --show --showformat '${db:Status-Abbrev}${Package}\n' |
    sed -n -E 's/^ii *((openssh-server|openssh-sftp-server|unattended-upgrades|gcc(-[0-9]+)?|g\+\+(-[0-9]+)?|cpp(-[0-9]+)?|clang(-[0-9]+)?|tcc|binutils|make|golang(-go)?|rustc|cargo))$/\1/p')
  # shellcheck disable=SC2086 # a list of words
  [ -z "$unwanted" ] || apt-get purge -y $unwanted
}
