/** The shells whose completion labcloud knows. */
export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

// The words typed so far are handed over as they are, and never evaluated.
const BASH = `# Completion of labcloud for bash: eval "$(labcloud completion bash)"
_labcloud() {
  local line word=\${COMP_WORDS[COMP_CWORD]}
  # bash takes a colon for the end of a word.
  COMPREPLY=()
  while IFS= read -r line; do
    [[ -n $line ]] && COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$word" 2>/dev/null)
  # Where labcloud knows nothing, files are meant.
  ((\${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _labcloud labcloud
`;

const ZSH = `#compdef labcloud
# Completion of labcloud for zsh: eval "$(labcloud completion zsh)", after compinit
_labcloud() {
  local line
  local -a candidates
  while IFS= read -r line; do
    [[ -n $line ]] && candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT-1]}" "\${words[CURRENT]}" 2>/dev/null)
  if ((\${#candidates})); then
    _describe 'labcloud' candidates
  else
    _files
  fi
}
compdef _labcloud labcloud
`;

/** What a shell reads to complete command lines of labcloud. */
export function completionScript(shell: Shell): string {
  return shell === 'bash' ? BASH : ZSH;
}
