// Web shells. A visitor's input that reaches an interpreter or a shell is what makes one; names and comments do not.

rule web_shell_php_command : webshell
{
    meta:
        title = "PHP web shell: runs commands of the visitor"
        description = "PHP that hands what a visitor sends straight to a shell."
        severity = "high"
        confidence = "high"
        attack = "T1505.003"
    strings:
        $php = /<\?(php|=|\s)/ nocase
        $run = /\b(system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec)\s*\(\s*(@?\w{1,30}\s*\(\s*){0,4}@?\$(_|\{["']_)(GET|POST|REQUEST|COOKIE|SERVER|FILES)/ nocase
        $tick = /`[^`\n]{0,200}\$_(GET|POST|REQUEST|COOKIE)/
    condition:
        filesize < 4MB and $php and ($run or $tick)
}

rule web_shell_php_code : webshell
{
    meta:
        title = "PHP web shell: runs code of the visitor"
        description = "PHP that evaluates what a visitor sends, plain or wrapped in a decoder."
        severity = "high"
        confidence = "high"
        attack = "T1505.003"
    strings:
        $php = /<\?(php|=|\s)/ nocase
        $eval = /\b(eval|assert|create_function)\s*\(\s*(@?\w{1,30}\s*\(\s*){0,4}@?\$(_|\{["']_)(GET|POST|REQUEST|COOKIE|SERVER)/ nocase
        $call = /\$_(GET|POST|REQUEST|COOKIE)\s*\[[^\]\n]{1,40}\]\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)/
        $input = /\beval\s*\(\s*(@?\w{1,30}\s*\(\s*){0,4}@?file_get_contents\s*\(\s*["']php:\/\/input/ nocase
        $replace = /preg_replace\s*\(\s*["'][^"'\n]{1,80}\/[a-z]{0,5}e[a-z]{0,5}["']\s*,\s*@?\$_(GET|POST|REQUEST|COOKIE)/ nocase
    condition:
        filesize < 4MB and $php and any of ($eval, $call, $input, $replace)
}

rule web_shell_php_indirect : webshell
{
    meta:
        title = "Small PHP file that passes input to a shell"
        description = "A small PHP file that reads what a visitor sends and starts programs from a variable."
        severity = "medium"
        confidence = "medium"
        attack = "T1505.003"
    strings:
        $php = /<\?(php|=|\s)/ nocase
        $input = /\$\w{1,30}\s*=\s*[^;\n]{0,60}\$_(GET|POST|REQUEST|COOKIE)/
        $run = /\b(system|shell_exec|passthru|eval|assert)\s*\(\s*(@?\w{1,30}\s*\(\s*){0,4}\$\w{1,30}/ nocase
    condition:
        filesize < 8KB and all of them
}

rule web_shell_php_obfuscated : webshell
{
    meta:
        title = "PHP that unpacks and evaluates itself"
        description = "PHP whose code is decoded or inflated at run time and evaluated, as packed web shells do."
        severity = "high"
        confidence = "medium"
        attack = "T1505.003,T1027"
    strings:
        $php = /<\?(php|=|\s)/ nocase
        $eval = /\beval\s*\(\s*(@?\w{1,30}\s*\(\s*){0,3}(gzinflate|gzuncompress|str_rot13|base64_decode)\s*\(\s*(@?\w{1,30}\s*\(\s*){0,3}["'][A-Za-z0-9+\/=]{80}/ nocase
    condition:
        filesize < 4MB and all of them
}

rule web_shell_known : webshell
{
    meta:
        title = "Web shell of a known family"
        description = "A script that holds names which belong to widespread web shells."
        severity = "high"
        confidence = "medium"
        attack = "T1505.003"
    strings:
        $script = /<\?(php|=|\s)|<%/ nocase
        $name1 = "FilesMan"
        $name2 = "c99shell" nocase
        $name3 = "r57shell" nocase
        $name4 = "b374k" nocase
        $name5 = "WSO_VERSION"
        $name6 = "weevely" nocase
        $name7 = "P.A.S. v."
    condition:
        filesize < 4MB and $script and any of ($name*)
}

rule web_shell_java_server_page : webshell
{
    meta:
        title = "JSP web shell"
        description = "A server page that starts programs from what a visitor sends."
        severity = "high"
        confidence = "high"
        attack = "T1505.003"
    strings:
        $run1 = /getRuntime\(\)\s*\.\s*exec\s*\(\s*request\s*\.\s*getParameter/
        $run2 = /new\s+ProcessBuilder\s*\([^)\n]{0,200}request\s*\.\s*getParameter/
    condition:
        filesize < 4MB and any of them
}

rule script_in_picture : webshell
{
    meta:
        title = "PHP in a file that is named like a picture"
        description = "A file with the name of a picture or an icon holds PHP code."
        severity = "medium"
        confidence = "medium"
        attack = "T1505.003,T1036.008"
    strings:
        $php = /<\?php\s/ nocase
    condition:
        $php and path matches /\.(jpe?g|png|gif|ico|bmp|webp)$/i
}
