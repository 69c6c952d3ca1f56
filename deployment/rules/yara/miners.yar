// Coin miners: programs, their settings, and scripts that start them.

rule coin_miner_program : miner
{
    meta:
        title = "Coin miner program"
        description = "An ELF program that holds the words of coin miners: pool protocol, algorithms, donation setting."
        severity = "high"
        confidence = "high"
        attack = "T1496"
    strings:
        $pool1 = "stratum+tcp://" nocase
        $pool2 = "stratum+ssl://" nocase
        $pool3 = "daemon+http" nocase
        $word1 = "xmrig" nocase
        $word2 = "donate-level"
        $word3 = "randomx" nocase
        $word4 = "cryptonight" nocase
        $word5 = "minerd" fullword
        $word6 = "mining.subscribe"
        $word7 = "mining.authorize"
        $word8 = "ethash" nocase
        $word9 = "nicehash" nocase
    condition:
        uint32(0) == 0x464c457f and
        (any of ($pool*) and any of ($word*) or 3 of ($word*))
}

rule coin_miner_settings : miner
{
    meta:
        title = "Settings of a coin miner"
        description = "A text file that names a mining pool together with a wallet, an algorithm or a donation level."
        severity = "high"
        confidence = "high"
        attack = "T1496"
    strings:
        $pool = /stratum\+(tcp|ssl|udp):\/\/[\w.-]{3,200}:\d{2,5}/ nocase
        $key1 = "\"donate-level\""
        $key2 = "\"algo\""
        $key3 = "\"pools\""
        $key4 = "\"rig-id\""
        $key5 = "\"coin\""
    condition:
        filesize < 256KB and $pool and any of ($key*)
}

rule coin_miner_start : miner
{
    meta:
        title = "Command that starts a coin miner"
        description = "Text that starts a program against a mining pool."
        severity = "medium"
        confidence = "medium"
        attack = "T1496"
    strings:
        $start1 = /\s-o\s+stratum\+(tcp|ssl):\/\/[\w.-]{3,200}/ nocase
        $start2 = /\s--url[ =]stratum\+(tcp|ssl):\/\/[\w.-]{3,200}/ nocase
        $start3 = /--donate-level[ =]\d/
    condition:
        filesize < 4MB and uint32(0) != 0x464c457f and any of them
        and not path matches /\.(yar|yara|yml|md)$/
}
