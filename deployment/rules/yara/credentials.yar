// Credentials on the disk. `secret = "yes"`: what matched is never shown, only where it is.

rule aws_access_key : credential
{
    meta:
        title = "AWS access key with its secret"
        description = "A file that holds an AWS access key id together with a secret: whoever read it can use it. Revoke the key."
        severity = "low"
        confidence = "high"
        attack = "T1552.001"
        secret = "yes"
        mask = "aws-key-id"
    strings:
        $id = /\b(AKIA|ASIA)[A-Z2-7]{16}\b/
        $secret = /(secret|SECRET|Secret)[\w.-]{0,30}["']?\s*[:=]\s*["']?[A-Za-z0-9\/+]{40}\b/
    condition:
        filesize < 4MB and uint32(0) != 0x464c457f and $id and $secret
        and not path matches /\/(site-packages|dist-packages|node_modules|vendor|doc|docs|examples|botocore)\//
}

rule service_account_key : credential
{
    meta:
        title = "Key of a Google service account"
        description = "A file that holds the private key of a cloud service account. Revoke the key."
        severity = "low"
        confidence = "high"
        attack = "T1552.001"
        secret = "yes"
    strings:
        $type = /"type"\s*:\s*"service_account"/
        $key = /"private_key"\s*:\s*"-----BEGIN/
    condition:
        filesize < 64KB and all of them
        and not path matches /\/(site-packages|dist-packages|node_modules|vendor|doc|docs|examples)\//
}

rule access_token : credential
{
    meta:
        title = "Access token of a hosted service"
        description = "A file that holds a token which gives access to a hosted service. Revoke it."
        severity = "low"
        confidence = "medium"
        attack = "T1552.001"
        secret = "yes"
    strings:
        $github = /\bgh[pousr]_[A-Za-z0-9]{36}\b/
        $gitlab = /\bglpat-[A-Za-z0-9_-]{20}\b/
        $slack = /\bxox[abprs]-\d{8,14}-\d{8,14}-[A-Za-z0-9-]{20,60}\b/
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and any of them
        and not path matches /\/(site-packages|dist-packages|node_modules|vendor|doc|docs|examples)\//
}
