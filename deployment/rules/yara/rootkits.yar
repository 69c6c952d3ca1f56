// Rootkits of user space (preloaded libraries) and of the kernel (modules).

rule preload_rootkit : rootkit
{
    meta:
        title = "Preloaded library that hides"
        description = "A shared library that replaces how folders are read, as process and file hiders do."
        severity = "high"
        confidence = "high"
        attack = "T1574.006,T1014"
    strings:
        $name1 = "libprocesshider" nocase
        $name2 = "processhider" nocase
        $name3 = "azazel" fullword nocase
        $name4 = "jynx2.so" nocase
        $name5 = "HiddenWasp" nocase
        $hook1 = "readdir64"
        $hook2 = "readdir"
        $next = "dlsym"
        $descriptor = "/proc/self/fd/%d"
        $preload = "/etc/ld.so.preload"
    condition:
        uint32(0) == 0x464c457f and filesize < 4MB and
        (any of ($name*) or
         (filesize < 96KB and $next and any of ($hook*) and ($descriptor or $preload)))
}

rule kernel_rootkit : rootkit
{
    meta:
        title = "Kernel module that hides"
        description = "A kernel module that holds the names of widespread rootkits or hooks of theirs."
        severity = "critical"
        confidence = "high"
        attack = "T1547.006,T1014"
    strings:
        $module = "__this_module"
        $name1 = "diamorphine" nocase
        $name2 = "reptile_" nocase
        $name3 = "suterusu" nocase
        $name4 = "kovid" fullword nocase
        $name5 = "hacked_getdents"
        $name6 = "hide_pid" 
        $name7 = "is_invisible"
    condition:
        uint32(0) == 0x464c457f and $module and any of ($name*)
}
