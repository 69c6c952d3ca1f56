# shellcheck shell=sh disable=SC2034 # read by install.sh and verify.sh
# What is Amazon Linux 2023's own way. NOT TRIED: written from its documentation, no such system was at hand. The tools
# ask for GLIBC_2.34 and GLIBCXX_3.4.29, which is what it has.

# Each may be absent. (Amazon Linux changes nothing by itself unless dnf-automatic is installed.)
system_updaters='dnf-automatic.timer dnf-automatic-install.timer dnf-makecache.timer'
# The stub of systemd-resolved, and chronyd's command port.
system_listeners='127.0.0.53:53 127.0.0.54:53 127.0.0.1:323 [::1]:323'

system_prepare() {
  for package in openssh-server ec2-instance-connect gcc gcc-c++ cpp clang binutils make golang rust cargo dnf-automatic; do
    ! rpm --quiet -q "$package" || dnf remove -y "$package"
  done
}
