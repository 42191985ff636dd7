//! The known ways from some permissions to more of them, as a table.
//!
//! Sources: Spencer Gietzen (Rhino Security Labs), "AWS IAM Privilege Escalation: Methods and Mitigation"; the actions
//! that take a role: AWS, service authorization reference, actions with `iam:PassRole` as dependent action.

use super::target::Target::{
    self, Function, GroupMember, GroupPolicy, Instance, Passed, PolicyVersion, RolePolicy, Service, Trust,
    UserCredential, UserPolicy,
};

/// One way: calls that lead to the permissions of a target.
#[derive(Debug)]
pub struct Method {
    /// Its name, a slug.
    pub name: &'static str,
    /// What the first call acts on, which decides whether there is anything to gain.
    pub target: Target,
    /// The calls: of each group one action is needed.
    pub calls: &'static [&'static [&'static str]],
    /// What is done, step by step; `{}` is the target.
    pub steps: &'static [&'static str],
}

const PASS: &[&str] = &["iam:PassRole"];

const fn own(
    name: &'static str,
    target: Target,
    calls: &'static [&'static [&'static str]],
    steps: &'static [&'static str],
) -> Method {
    Method { name, target, calls, steps }
}

/// All ways.
pub static METHODS: &[Method] = &[
    own(
        "create-policy-version",
        PolicyVersion,
        &[&["iam:CreatePolicyVersion"]],
        &["writes a new default version of {} that allows everything (iam:CreatePolicyVersion)"],
    ),
    own(
        "set-default-policy-version",
        PolicyVersion,
        &[&["iam:SetDefaultPolicyVersion"]],
        &["brings back an older, wider version of {} (iam:SetDefaultPolicyVersion)"],
    ),
    own(
        "attach-role-policy",
        RolePolicy,
        &[&["iam:AttachRolePolicy"]],
        &["attaches AdministratorAccess to {} (iam:AttachRolePolicy)"],
    ),
    own(
        "put-role-policy",
        RolePolicy,
        &[&["iam:PutRolePolicy"]],
        &["writes an inline policy that allows everything into {} (iam:PutRolePolicy)"],
    ),
    own(
        "attach-user-policy",
        UserPolicy,
        &[&["iam:AttachUserPolicy"]],
        &["attaches AdministratorAccess to {} (iam:AttachUserPolicy)"],
    ),
    own(
        "put-user-policy",
        UserPolicy,
        &[&["iam:PutUserPolicy"]],
        &["writes an inline policy that allows everything into {} (iam:PutUserPolicy)"],
    ),
    own(
        "attach-group-policy",
        GroupPolicy,
        &[&["iam:AttachGroupPolicy"]],
        &["attaches AdministratorAccess to {} (iam:AttachGroupPolicy)"],
    ),
    own(
        "put-group-policy",
        GroupPolicy,
        &[&["iam:PutGroupPolicy"]],
        &["writes an inline policy that allows everything into {} (iam:PutGroupPolicy)"],
    ),
    own(
        "add-user-to-group",
        GroupMember,
        &[&["iam:AddUserToGroup"]],
        &["adds a user to {}, and so gets its permissions (iam:AddUserToGroup)"],
    ),
    own(
        "create-access-key",
        UserCredential,
        &[&["iam:CreateAccessKey"]],
        &["makes an access key for {} (iam:CreateAccessKey)", "acts as that user with it"],
    ),
    own(
        "create-login-profile",
        UserCredential,
        &[&["iam:CreateLoginProfile"]],
        &["gives {} a console password (iam:CreateLoginProfile)", "signs in as that user"],
    ),
    own(
        "update-login-profile",
        UserCredential,
        &[&["iam:UpdateLoginProfile"]],
        &["changes the console password of {} (iam:UpdateLoginProfile)", "signs in as that user"],
    ),
    own(
        "update-assume-role-policy",
        Trust,
        &[&["iam:UpdateAssumeRolePolicy"]],
        &["lets itself into the trust policy of {} (iam:UpdateAssumeRolePolicy)", "assumes it (sts:AssumeRole)"],
    ),
    own(
        "pass-role-ec2",
        Passed("ec2.amazonaws.com"),
        &[PASS, &["ec2:RunInstances"]],
        &["starts an instance with {} (iam:PassRole, ec2:RunInstances)", "uses the credentials on the instance"],
    ),
    own(
        "pass-role-ec2-existing-instance",
        Passed("ec2.amazonaws.com"),
        &[PASS, &["ec2:AssociateIamInstanceProfile", "ec2:ReplaceIamInstanceProfileAssociation"]],
        &[
            "gives {} to an instance that runs (iam:PassRole, ec2:AssociateIamInstanceProfile)",
            "uses the credentials on the instance",
        ],
    ),
    own(
        "pass-role-auto-scaling",
        Passed("ec2.amazonaws.com"),
        &[
            PASS,
            &["autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"],
            &["autoscaling:CreateLaunchConfiguration", "ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion"],
        ],
        &[
            "writes a launch template with {} (iam:PassRole)",
            "lets an Auto Scaling group start instances from it (autoscaling:CreateAutoScalingGroup)",
        ],
    ),
    own(
        "pass-role-lambda-invoke",
        Passed("lambda.amazonaws.com"),
        &[PASS, &["lambda:CreateFunction"], &["lambda:InvokeFunction", "lambda:InvokeAsync"]],
        &["creates a function with {} (iam:PassRole, lambda:CreateFunction)", "invokes it (lambda:InvokeFunction)"],
    ),
    own(
        "pass-role-lambda-event-source",
        Passed("lambda.amazonaws.com"),
        &[PASS, &["lambda:CreateFunction"], &["lambda:CreateEventSourceMapping"]],
        &[
            "creates a function with {} (iam:PassRole, lambda:CreateFunction)",
            "lets a stream or queue invoke it (lambda:CreateEventSourceMapping)",
        ],
    ),
    own(
        "pass-role-lambda-permission",
        Passed("lambda.amazonaws.com"),
        &[PASS, &["lambda:CreateFunction"], &["lambda:AddPermission"]],
        &[
            "creates a function with {} (iam:PassRole, lambda:CreateFunction)",
            "lets itself or a service invoke it (lambda:AddPermission)",
        ],
    ),
    own(
        "pass-role-ecs-run-task",
        Passed("ecs-tasks.amazonaws.com"),
        &[PASS, &["ecs:RunTask", "ecs:StartTask"]],
        &["runs a task with {} in place of its own role (iam:PassRole, ecs:RunTask)", "runs its own command in it"],
    ),
    own(
        "pass-role-ecs-service",
        Passed("ecs-tasks.amazonaws.com"),
        &[PASS, &["ecs:RegisterTaskDefinition"], &["ecs:CreateService", "ecs:UpdateService"]],
        &[
            "registers a task definition with {} (iam:PassRole, ecs:RegisterTaskDefinition)",
            "lets a service run it (ecs:CreateService)",
        ],
    ),
    own(
        "pass-role-glue-endpoint",
        Passed("glue.amazonaws.com"),
        &[PASS, &["glue:CreateDevEndpoint"]],
        &["makes a development endpoint with {} (iam:PassRole, glue:CreateDevEndpoint)", "logs in to it"],
    ),
    own(
        "pass-role-glue-job",
        Passed("glue.amazonaws.com"),
        &[PASS, &["glue:CreateJob", "glue:UpdateJob"], &["glue:StartJobRun", "glue:CreateTrigger"]],
        &["writes a Glue job with {} (iam:PassRole, glue:CreateJob)", "starts it (glue:StartJobRun)"],
    ),
    own(
        "pass-role-cloudformation",
        Passed("cloudformation.amazonaws.com"),
        &[PASS, &["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateStackSet"]],
        &["creates a stack whose resources {} makes (iam:PassRole, cloudformation:CreateStack)"],
    ),
    own(
        "pass-role-cloudformation-change-set",
        Passed("cloudformation.amazonaws.com"),
        &[PASS, &["cloudformation:CreateChangeSet"], &["cloudformation:ExecuteChangeSet"]],
        &[
            "writes a change set that {} carries out (iam:PassRole, cloudformation:CreateChangeSet)",
            "executes it (cloudformation:ExecuteChangeSet)",
        ],
    ),
    own(
        "pass-role-data-pipeline",
        Passed("datapipeline.amazonaws.com"),
        &[
            PASS,
            &["datapipeline:CreatePipeline"],
            &["datapipeline:PutPipelineDefinition"],
            &["datapipeline:ActivatePipeline"],
        ],
        &[
            "defines a pipeline with {} (iam:PassRole, datapipeline:PutPipelineDefinition)",
            "activates it (datapipeline:ActivatePipeline)",
        ],
    ),
    own(
        "pass-role-sagemaker-notebook",
        Passed("sagemaker.amazonaws.com"),
        &[PASS, &["sagemaker:CreateNotebookInstance"], &["sagemaker:CreatePresignedNotebookInstanceUrl"]],
        &[
            "makes a notebook with {} (iam:PassRole, sagemaker:CreateNotebookInstance)",
            "opens it (sagemaker:CreatePresignedNotebookInstanceUrl)",
        ],
    ),
    own(
        "pass-role-sagemaker-job",
        Passed("sagemaker.amazonaws.com"),
        &[PASS, &["sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob", "sagemaker:CreateTransformJob"]],
        &["runs a job of its own code with {} (iam:PassRole, sagemaker:CreateTrainingJob)"],
    ),
    own(
        "pass-role-codebuild",
        Passed("codebuild.amazonaws.com"),
        &[
            PASS,
            &["codebuild:CreateProject", "codebuild:UpdateProject"],
            &["codebuild:StartBuild", "codebuild:StartBuildBatch"],
        ],
        &["writes a build project with {} (iam:PassRole, codebuild:CreateProject)", "builds (codebuild:StartBuild)"],
    ),
    own(
        "pass-role-codestar",
        Passed("codestar.amazonaws.com"),
        &[PASS, &["codestar:CreateProject"]],
        &["creates a CodeStar project that works with {} (iam:PassRole, codestar:CreateProject)"],
    ),
    own(
        "pass-role-step-functions",
        Passed("states.amazonaws.com"),
        &[PASS, &["states:CreateStateMachine", "states:UpdateStateMachine"], &["states:StartExecution"]],
        &[
            "writes a state machine that calls AWS as {} (iam:PassRole, states:CreateStateMachine)",
            "starts it (states:StartExecution)",
        ],
    ),
    own(
        "pass-role-app-runner",
        Passed("tasks.apprunner.amazonaws.com"),
        &[PASS, &["apprunner:CreateService"]],
        &["runs its own container with {} (iam:PassRole, apprunner:CreateService)"],
    ),
    own(
        "update-function-code",
        Function,
        &[&["lambda:UpdateFunctionCode"]],
        &["replaces the code of {} (lambda:UpdateFunctionCode)", "waits for the next call, which runs with its role"],
    ),
    own(
        "update-function-layer",
        Function,
        &[&["lambda:UpdateFunctionConfiguration"]],
        &["puts a layer of its own into {} (lambda:UpdateFunctionConfiguration)", "waits for the next call"],
    ),
    own(
        "ssm-send-command",
        Instance,
        &[&["ssm:SendCommand"]],
        &["runs commands as root on {} (ssm:SendCommand)", "uses the credentials of its role"],
    ),
    own(
        "ssm-start-session",
        Instance,
        &[&["ssm:StartSession"]],
        &["opens a shell on {} (ssm:StartSession)", "uses the credentials of its role"],
    ),
    own(
        "ec2-instance-connect",
        Instance,
        &[&["ec2-instance-connect:SendSSHPublicKey"]],
        &["logs in to {} with a key of its own (ec2-instance-connect:SendSSHPublicKey)"],
    ),
    own(
        "glue-update-endpoint",
        Service,
        &[&["glue:UpdateDevEndpoint"]],
        &["puts its key on {} (glue:UpdateDevEndpoint)", "logs in to it with its role"],
    ),
    own(
        "sagemaker-open-notebook",
        Service,
        &[&["sagemaker:CreatePresignedNotebookInstanceUrl"]],
        &["opens {} (sagemaker:CreatePresignedNotebookInstanceUrl)", "runs code with its role"],
    ),
];
