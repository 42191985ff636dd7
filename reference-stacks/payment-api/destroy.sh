#!/usr/bin/env bash
# Deletes an environment completely: ./destroy.sh SUFFIX
#
# CloudFormation deletes everything but a bucket that still holds objects. So logging is turned off
# first, then the bucket is emptied, then the stack goes. Payments and logs are gone for good.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
suffix="${1:?usage: ./destroy.sh SUFFIX}"
export AWS_REGION=us-east-1

read -r -p "Delete the payments and logs of '$suffix' for good? Type the suffix: " answer
if [[ "$answer" != "$suffix" ]]; then
    echo "nothing was deleted" >&2
    exit 1
fi

account="$(aws sts get-caller-identity --query Account --output text)"
balancer="$(aws elbv2 describe-load-balancers --names "alb-payments-$suffix" \
    --query 'LoadBalancers[0].LoadBalancerArn' --output text)"

aws elbv2 modify-load-balancer-attributes --load-balancer-arn "$balancer" --no-cli-pager \
    --attributes Key=access_logs.s3.enabled,Value=false Key=connection_logs.s3.enabled,Value=false
# What the load balancer has collected by now arrives within five minutes.
echo "waiting six minutes for the last logs"
sleep 360
aws s3 rm "s3://s3-alb-logs-$account-$suffix" --recursive --quiet

npx --no-install cdk destroy --force --context "environment_suffix=$suffix"
