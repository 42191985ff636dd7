#!/usr/bin/env bash
# Measures the release build: benches/speed.sh FOLDER_OF_TEMPLATES
#
# 1. One template of 500 lines, cold: a new process for each run. Wall-clock time and peak memory.
# 2. Every template of the folder in one run on one thread: user plus system seconds, and how many times that is the
#    bare YAML event parsing of the same files, measured beside it.
# 3. A template of 30 KB with 41 conditions, each building on the one before.
# 4. A cloud assembly and a Pulumi preview of 20 MB each (benches/large_inputs.py): wall-clock time and peak memory.
#
# Needs hyperfine and GNU time, which it installs on Debian when it runs as root.
set -euo pipefail
export LC_ALL=C

if [[ $# -ne 1 || ! -d $1 ]]; then
    echo "usage: benches/speed.sh FOLDER_OF_TEMPLATES" >&2
    exit 2
fi
folder=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v hyperfine >/dev/null || [[ ! -x /usr/bin/time ]]; then
    if [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
        echo "hyperfine or GNU time is missing; on Debian: apt-get install hyperfine time" >&2
        exit 2
    fi
    apt-get install -qq -y hyperfine time >/dev/null
fi

cargo build --release --locked --quiet --package cfn-guardian --package xtask
bin=${CARGO_TARGET_DIR:-target}/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# 500 lines of what templates are made of, so that many rules run and some fail.
five_hundred_lines() {
    cat <<'HEAD'
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: {EnableKeyRotation: true}
HEAD
    for ((i = 1; i <= 14; i++)); do
        cat <<RESOURCES
  Bucket$i:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms, KMSMasterKeyID: !GetAtt Key.Arn}
  Queue$i:
    Type: AWS::SQS::Queue
    Properties:
      KmsMasterKeyId: !If [Prod, !Ref Key, !Ref AWS::NoValue]
  Table$i:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: !If [Prod, true, false]}
  Role$i:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: main
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Table$i.Arn}
              - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "\${Bucket$i.Arn}/*"}
  Group$i:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub Members of \${AWS::StackName} $i
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]
RESOURCES
    done
    echo "Outputs:"
    for ((i = 1; i <= 14; i++)); do printf '  Table%dName:\n    Value: !Ref Table%d\n' "$i" "$i"; done
}

# Each condition builds on the one before twice, so that naive expansion doubles 41 times.
chained_conditions() {
    printf 'AWSTemplateFormatVersion: "2010-09-09"\nParameters:\n'
    for ((i = 0; i <= 41; i++)); do printf '  Choice%d: {Type: String, Description: %0460d}\n' "$i" 0; done
    printf 'Conditions:\n  Step0: !Equals [!Ref Choice0, "yes"]\n'
    for ((i = 1; i <= 41; i++)); do
        printf '  Step%d: !Or [!And [!Condition Step%d, !Equals [!Ref Choice%d, "yes"]], ' "$i" $((i - 1)) "$i"
        printf '!And [!Not [!Condition Step%d], !Equals [!Ref Choice%d, "no"]]]\n' $((i - 1)) "$i"
    done
    printf 'Resources:\n'
    for ((i = 1; i <= 41; i++)); do
        printf '  Topic%d: {Type: AWS::SNS::Topic, Condition: Step%d, Properties: {DisplayName: step}}\n' "$i" "$i"
    done
}

# Columns of hyperfine's CSV: command, mean, stddev, median, user, system, min, max.
measure() { hyperfine --shell=none --ignore-failure --warmup 2 --export-csv "$work/figures.csv" "$@" >/dev/null 2>&1; }
median_ms() { awk -F, 'NR == 2 { printf "%.1f", $4 * 1000 }' "$work/figures.csv"; }
cpu_seconds() { awk -F, 'NR == 2 { printf "%.3f", $5 + $6 }' "$work/figures.csv"; }
check=("$bin/cfn-guardian" check --no-config --exit-zero)

five_hundred_lines >"$work/template.yml"
chained_conditions >"$work/chained.yml"
"$bin/xtask" templates "$folder" >"$work/list"
if [[ ! -s $work/list ]]; then
    echo "$folder holds no templates" >&2
    exit 2
fi

"${check[@]}" "$work/template.yml" >"$work/one.txt"
measure --min-runs 50 "${check[*]} $work/template.yml"
one_ms=$(median_ms)
/usr/bin/time -v "${check[@]}" "$work/template.yml" >/dev/null 2>"$work/time"
one_mb=$(awk -F': ' '/Maximum resident/ { printf "%.1f", $2 / 1024 }' "$work/time")

# Files of the folder that nobody can read make the run fail, which is what they are for.
"${check[@]}" --jobs 1 "$folder" >"$work/all.txt" || [[ $? -eq 2 ]]
measure --min-runs 5 "${check[*]} --jobs 1 $folder"
all_cpu=$(cpu_seconds)
measure --min-runs 5 "$bin/xtask events $work/list"
bare_cpu=$(cpu_seconds)
ratio=$(awk -v all="$all_cpu" -v bare="$bare_cpu" 'BEGIN { printf "%.1f", all / bare }')

"${check[@]}" "$work/chained.yml" >"$work/chained.txt"
measure --min-runs 5 "${check[*]} $work/chained.yml"
chained_ms=$(median_ms)

# Path, its bytes: milliseconds, and peak memory as a multiple of the bytes.
large() {
    "${check[@]}" "$1" >"$work/large.txt"
    measure --min-runs 5 "${check[*]} $1"
    /usr/bin/time -v "${check[@]}" "$1" >/dev/null 2>"$work/time"
    printf '%s %s' "$(median_ms)" "$(awk -F': ' -v bytes="$2" '/Maximum resident/ { printf "%.1f", $2 * 1024 / bytes }' "$work/time")"
}
python3 benches/large_inputs.py "$work" >"$work/sizes"
assembly_bytes=$(awk '$1 == "assembly" { print $2 }' "$work/sizes")
preview_bytes=$(awk '$1 == "preview" { print $2 }' "$work/sizes")
read -r assembly_ms assembly_memory <<<"$(large "$work/app/cdk.out" "$assembly_bytes")"
tail -n 1 "$work/large.txt" >"$work/assembly.txt"
read -r preview_ms preview_memory <<<"$(large "$work/preview.json" "$preview_bytes")"
tail -n 1 "$work/large.txt" >"$work/preview.txt"

row() { printf '| %-58s | %12s | %-16s |\n' "$@"; }
row "" measured bound
row "$(printf -- '-%.0s' {1..58})" "-----------:" "----------------"
row "$(wc -l <"$work/template.yml") lines, cold: wall-clock time" "$one_ms ms" "15 ms"
row "$(wc -l <"$work/template.yml") lines, cold: peak memory" "$one_mb MB" "40 MB"
row "folder, one thread: user + system" "$all_cpu s" ""
row "its templates, bare YAML events: user + system" "$bare_cpu s" ""
row "folder, as a multiple of the bare events" "$ratio" "15"
row "$(($(wc -c <"$work/chained.yml") / 1000)) KB with 41 chained conditions: wall-clock time" "$chained_ms ms" "1000 ms"
row "assembly of $((assembly_bytes / 1000000)) MB: wall-clock time" "$assembly_ms ms" "1500 ms"
row "the same: peak memory as a multiple of its bytes" "$assembly_memory" "10"
row "preview of $((preview_bytes / 1000000)) MB: wall-clock time" "$preview_ms ms" "1500 ms"
row "the same: peak memory as a multiple of its bytes" "$preview_memory" "10"
echo
echo "500 lines: $(tail -n 1 "$work/one.txt")"
echo "folder:    $(tail -n 1 "$work/all.txt")"
echo "bare:      $("$bin/xtask" events "$work/list")"
echo "chained:   $(tail -n 1 "$work/chained.txt")"
echo "assembly:  $(cat "$work/assembly.txt")"
echo "preview:   $(cat "$work/preview.txt")"
