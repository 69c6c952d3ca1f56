// Harmless files made to test whether a scanner works.

rule eicar_test_file : test
{
    meta:
        title = "EICAR antivirus test file"
        description = "The standard test file of eicar.org: harmless, but somebody put it there to see what happens."
        severity = "low"
        confidence = "high"
    strings:
        // The second half of the 68 characters; the whole string would make this rule a test file itself.
        $end = "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    condition:
        filesize <= 128 and uint32(0) == 0x214f3558 and $end at 27
}
