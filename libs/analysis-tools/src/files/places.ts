/** Folders that every user may write to: programs have no business there. */
const TEMPORARY = /^\/(tmp|var\/tmp|dev\/shm|run\/shm|run\/lock|var\/lock)\//;
/** Layers and volumes of containers: whole systems of their own, with programs that no package of the host owns. */
const CONTAINERS =
  /^\/(var\/lib\/(docker|containerd|containers|kubelet|rancher|lxd|lxc|machines|snapd)|run\/(containerd|k3s)|snap)\//;
/** Hidden folders that developers' tools make wherever a project lies. */
const OF_PROJECTS =
  /\/\.(venv|virtualenv|git|svn|hg|bin|build-id|pnpm|tox|nox|eggs|bundle|terraform|yarn|next|nuxt|gradle|mvn|idea|vscode)\//;
/** Hidden folders in which people's own tools keep programs; in their homes, and only there. */
const OF_PEOPLE =
  /\/\.(cache|local|config|cargo|rustup|nvm|npm|node-gyp|pyenv|rbenv|virtualenvs|vscode-\w+|cursor-server|m2|sdkman|terraform\.d|oh-my-zsh|asdf|bun|deno|dotnet|java|kube|krew|docker|gem|conda|ipython|jupyter|mozilla|pnpm-store|cpan|rvm|linuxbrew|go|pulumi|aws-sam|vim|emacs\.d|uv|volta|acme\.sh)\//;
const HOMES = /^\/(home\/[^/]+|root|var\/lib\/(jenkins|postgresql|gitlab-runner))\//;
const SYSTEM = /^\/(usr|bin|sbin|lib|lib32|lib64|libx32|etc|boot|dev|var|opt|srv)\//;
const WEB = /^\/(var\/www|srv\/(www|http)|usr\/share\/nginx\/html|opt\/[^/]+\/htdocs)\//;

export const isTemporary = (path: string): boolean => TEMPORARY.test(path);
export const isInContainer = (path: string): boolean => CONTAINERS.test(path);
export const isInHome = (path: string): boolean => HOMES.test(path);
export const isInSystem = (path: string): boolean => SYSTEM.test(path);
export const isInWebRoot = (path: string): boolean => WEB.test(path);

/** True when the name or a folder above it begins with a dot, and it is none of the dots that people's tools make. */
export function isHidden(path: string): boolean {
  if (!/\/\.[^/]/.test(path) || OF_PROJECTS.test(path)) return false;
  return !(isInHome(path) && OF_PEOPLE.test(path));
}

/** What the path itself hides, e.g. `/usr/lib/.x`; for words in descriptions. */
export const hiddenPart = (path: string): string | undefined => /^.*?\/\.[^/]+/.exec(path)?.[0];
