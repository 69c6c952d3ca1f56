// Programs where programs should not be.

rule program_in_temporary_folder : placement
{
    meta:
        title = "Program in a temporary folder"
        description = "An ELF file in a folder that every user may write to."
        severity = "high"
        confidence = "medium"
        attack = "T1036.005"
    condition:
        uint32(0) == 0x464c457f and
        (path startswith "/tmp/" or path startswith "/var/tmp/" or path startswith "/dev/shm/" or path startswith "/run/shm/")
}

rule program_among_documents : placement
{
    meta:
        title = "Program among web pages, logs or settings"
        description = "An ELF file where only documents, logs, jobs or settings belong."
        severity = "medium"
        confidence = "medium"
        attack = "T1036.005"
    condition:
        uint32(0) == 0x464c457f and
        path matches /^\/(etc|var\/(www|log|spool|mail|backups)|srv\/(www|http)|usr\/share\/nginx\/html)\//
        and not path matches /\/(node_modules|site-packages|dist-packages|vendor|venv|\.venv)\//
}

rule packed_program : packer
{
    meta:
        title = "Packed program"
        description = "An ELF file packed with UPX, which hides what is in it from a simple look."
        severity = "low"
        confidence = "medium"
        attack = "T1027.002"
    strings:
        $upx = "UPX!"
    condition:
        uint32(0) == 0x464c457f and $upx in (0 .. 1024)
}
