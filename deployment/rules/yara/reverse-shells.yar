// Scripts that give a shell to somebody else.

rule reverse_shell_script : backdoor
{
    meta:
        title = "Reverse shell in a script"
        description = "Text that connects a shell to a remote address."
        severity = "high"
        confidence = "high"
        attack = "T1059.004,T1071"
    strings:
        $bash1 = /(ba|z|k|da)?sh\s+-i\s*[0-9]?>&\s*\/dev\/(tcp|udp)\/[\w.:-]{2,100}\/\d{1,5}/
        $bash2 = /exec\s+\d{1,3}<>\/dev\/(tcp|udp)\/[\w.:-]{2,100}\/\d{1,5}/
        $netcat1 = /\b(nc|ncat|netcat)\s+(-\w+\s+){0,4}-\w*[ec]\s+['"]?\/?(bin\/)?(ba|da|z)?sh\b/
        $netcat2 = /mkfifo\s+\S{1,100}\s*;\s*cat\s+\S{1,100}\s*\|\s*\/?(bin\/)?(ba)?sh\s+-i/
        $socat = /socat\s[^\n]{0,100}exec:['"]?\/?(bin\/)?(ba)?sh/ nocase
        $python1 = /os\.dup2\(\s*\w+\.fileno\(\)\s*,\s*[01]\s*\)/
        $python2 = /(pty\.spawn|subprocess\.call|subprocess\.Popen|os\.system)\(\s*\[?\s*["']\/bin\/(ba)?sh/
        $perl = /socket\(S,\s*PF_INET[^\n]{0,300}exec\s*\{?\s*\(?["']\/bin\/(ba)?sh/
        $php = /fsockopen\([^\n]{0,100}(exec|proc_open|shell_exec)\(["'](\/bin\/)?(ba)?sh/
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and
        (any of ($bash*, $netcat*, $socat, $perl, $php) or all of ($python*))
        and not path matches /\.(yar|yara|yml|md)$/
}

rule download_and_run_script : downloader
{
    meta:
        title = "Script that runs what it downloads"
        description = "Text that pipes a download from a bare address straight into a shell or an interpreter."
        severity = "medium"
        confidence = "medium"
        attack = "T1105,T1059.004"
    strings:
        $pipe = /\b(curl|wget|fetch|lwp-download)\s[^|\n]{0,200}https?:\/\/\d{1,3}(\.\d{1,3}){3}[^|\n]{0,200}\|\s*(sudo\s+)?(ba|da|z)?(sh|python3?|perl)\b/
        $decode = /base64\s+(-d|--decode|-D)[^|\n]{0,100}\|\s*(sudo\s+)?(ba|da|z)?sh\b/
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and any of them
        and not path matches /\.(yar|yara|yml|md)$/
}
