import type { GuestFile } from './guest-file';

const DIRECTORY = '/run/labcloud';
const SERVER = '/usr/lib/labcloud/cloud-init-stages';
const CLIENT = '/usr/lib/labcloud/cloud-init-stage';

// Starting Python and importing cloud-init takes two to five seconds under emulation and would happen once per stage.
const STAGES = `#!/usr/bin/python3 -Es
"""Runs each stage of cloud-init in a copy of this process, which has imported cloud-init once."""
import gc
import importlib
import logging
import os
import re
import sys
import traceback
import types

STAGES = {
    "local": ["init", "--local"],
    "network": ["init"],
    "config": ["modules", "--mode=config"],
    "final": ["modules", "--mode=final"],
}


class Later(types.ModuleType):
    """A module that is imported when something of it is used: most machines fetch nothing."""

    def __init__(self, name, **known):
        super().__init__(name)
        self.__dict__.update(known)

    def __getattr__(self, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if isinstance(sys.modules.get("requests"), Later):
            del sys.modules["requests"]
        return getattr(importlib.import_module(self.__name__), attribute)


def run(program, arguments):
    sys.argv = ["cloud-init", *arguments]
    try:
        code = program.main() or 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(min(code, 255))


def preload():
    """Imports what the later stages will import, while the machine waits for its network."""
    from cloudinit import safeyaml, util

    config = safeyaml.load(util.load_file("/etc/cloud/cloud.cfg"))
    for section in ("cloud_init_modules", "cloud_config_modules", "cloud_final_modules"):
        for name in config.get(section, []):
            importlib.import_module("cloudinit.config.cc_" + str(name).replace("-", "_"))


def shorten():
    """Spares programs whose answer is known."""
    from cloudinit import util
    from cloudinit.config import cc_set_passwords

    release = util.load_shell_content(util.load_file("/etc/os-release"))
    facts = {
        "id": "Debian",
        "description": release.get("PRETTY_NAME", ""),
        "release": release.get("VERSION_ID", ""),
        "codename": release.get("VERSION_CODENAME", ""),
    }
    util.lsb_release = lambda target=None: dict(facts)
    change = cc_set_passwords.handle_ssh_pwauth

    def handle_ssh_pwauth(wanted, distro):
        if not (wanted is None or util.is_false(wanted) and is_keys_only(util)):
            change(wanted, distro)

    cc_set_passwords.handle_ssh_pwauth = handle_ssh_pwauth


def is_keys_only(util):
    """Whether the SSH server reads first of all, as the image has it, that nobody gets in by password."""
    try:
        main = util.load_file("/etc/ssh/sshd_config")
        own = util.load_file("/etc/ssh/sshd_config.d/10-keys-only.conf")
    except OSError:
        return False
    first = re.search(r"^\\s*(Include\\s+/etc/ssh/sshd_config\\.d/\\*\\.conf$|PasswordAuthentication|Match)", main, re.I | re.M)
    return first is not None and first[1].startswith("Include") and re.search(r"^PasswordAuthentication no$", own, re.M) is not None


def parse_in_c():
    """Has YAML read by libyaml, which takes a tenth of the time: each stage reads its configuration a dozen times."""
    import yaml

    slow = yaml.SafeLoader
    yaml.SafeLoader = getattr(yaml, "CSafeLoader", slow)
    from cloudinit import safeyaml

    yaml.SafeLoader = slow


def list_disks_once():
    """Has blkid look at all disks once: the data source asks for one label or type after the other."""
    from cloudinit import subp, util

    ask = util.find_devs_with
    blocks = []

    def find(criteria=None, oformat="device", tag=None, no_cache=False, path=None):
        if not re.fullmatch(r"\\w+=[\\w-]+", criteria or "") or oformat != "device" or tag or path:
            return ask(criteria, oformat, tag, no_cache, path)
        if not blocks:
            listing, _ = subp.subp(["blkid", "-c", "/dev/null", "-o", "export"], rcs=[0, 2])
            blocks.extend(block.splitlines() for block in listing.split("\\n\\n"))
        return [block[0].partition("=")[2] for block in blocks if criteria in block]

    util.find_devs_with = find


def main():
    requests = os.fdopen(os.open("${DIRECTORY}/request", os.O_RDWR), "r")
    gc.disable()
    # cloud-init works without it: 'cloud-init schema' checks user data when somebody asks for that.
    sys.modules["jsonschema"] = None
    sys.modules["requests"] = Later("requests", Response=object, Timeout=TimeoutError, exceptions=Later("requests.exceptions"))
    parse_in_c()
    from cloudinit.cmd import main as program

    list_disks_once()
    prepared = False
    for stage in requests:
        stage = stage.strip()
        gc.freeze()
        child = os.fork()
        if child == 0:
            gc.enable()
            run(program, STAGES[stage])
        _, status = os.waitpid(child, 0)
        with open("${DIRECTORY}/reply", "w") as reply:
            reply.write("%d\\n" % os.waitstatus_to_exitcode(status))
        if stage == "final":
            break
        if not prepared:
            prepared = True
            try:
                preload()
                shorten()
            except Exception:
                traceback.print_exc()


main()
`;

const STAGE = `#!/bin/sh
# Has the stage server run one stage of cloud-init, or runs it here when there is no server.
if [ -p ${DIRECTORY}/request ] && systemctl -q is-active cloud-init-stages.service; then
  echo "$1" > ${DIRECTORY}/request
  read -r status < ${DIRECTORY}/reply
  exit "$status"
fi
case $1 in
  local) exec /usr/bin/cloud-init init --local ;;
  network) exec /usr/bin/cloud-init init ;;
  *) exec /usr/bin/cloud-init modules --mode="$1" ;;
esac
`;

// Like cloud-final.service it lets programs that a user's script left running go on.
const SERVICE = `[Unit]
Description=Stages of cloud-init
DefaultDependencies=no
Before=cloud-init-local.service shutdown.target
Conflicts=shutdown.target

[Service]
RuntimeDirectory=labcloud
RuntimeDirectoryPreserve=yes
ExecStartPre=/bin/sh -c 'rm -f ${DIRECTORY}/*; mkfifo -m 600 ${DIRECTORY}/request ${DIRECTORY}/reply'
ExecStart=${SERVER}
KillMode=process
TasksMax=infinity
StandardOutput=journal+console
`;

/** One process of Python for all stages of cloud-init instead of one for each. */
export function cloudStageFiles(): GuestFile[] {
  const units = { 'cloud-init-local': 'local', 'cloud-init': 'network', 'cloud-config': 'config', 'cloud-final': 'final' };
  return [
    { path: SERVER, content: STAGES, mode: 0o755 },
    { path: CLIENT, content: STAGE, mode: 0o755 },
    { path: '/etc/systemd/system/cloud-init-stages.service', content: SERVICE },
    ...Object.entries(units).map(([unit, stage]) => ({
      path: `/etc/systemd/system/${unit}.service.d/stages.conf`,
      content: `[Unit]\nWants=cloud-init-stages.service\nAfter=cloud-init-stages.service\n\n[Service]\nExecStart=\nExecStart=${CLIENT} ${stage}\n`,
    })),
  ];
}
