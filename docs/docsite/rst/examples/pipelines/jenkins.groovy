// Copyright (c) 2026, apiops.platforms contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Runs a playbook for a target with the credentials account-apic, account-apic-client and account-axway.
void run(String playbook, String target, String account) {
    sh('''
        python3 -m venv .venv
        .venv/bin/pip install ansible-core~=2.20.0 requests jmespath
        .venv/bin/ansible-galaxy collection install --collections-path .collections 'apiops.platforms:>=1.0.0'
    ''')
    withEnv(['ANSIBLE_COLLECTIONS_PATH=.collections']) {
        withCredentials([
            usernamePassword(credentialsId: account + '-apic',
                usernameVariable: 'APIC_USERNAME', passwordVariable: 'APIC_PASSWORD'),
            usernamePassword(credentialsId: account + '-apic-client',
                usernameVariable: 'APIC_CLIENT_ID', passwordVariable: 'APIC_CLIENT_SECRET'),
            usernamePassword(credentialsId: account + '-axway',
                usernameVariable: 'AXWAY_CLIENT_ID', passwordVariable: 'AXWAY_CLIENT_SECRET')
        ]) {
            try {
                sh(".venv/bin/ansible-playbook ${playbook} --extra-vars @${target}.yml")
            } finally {
                archiveArtifacts(artifacts: 'reports/**', allowEmptyArchive: true)
            }
        }
    }
}

pipeline {
    agent none
    options {
        disableConcurrentBuilds()
    }
    triggers {
        cron(env.BRANCH_NAME == 'main' ? 'H 2 * * *' : '')
    }
    stages {
        stage('Plan') {
            when {
                not { triggeredBy 'TimerTrigger' }
            }
            agent { label 'python' }
            steps {
                run('apiops.platforms.plan', 'test', 'plan-test')
                run('apiops.platforms.plan', 'production', 'plan-production')
            }
        }
        stage('Apply to test') {
            when {
                branch 'main'
                not { triggeredBy 'TimerTrigger' }
            }
            agent { label 'python' }
            steps {
                run('apiops.platforms.apply', 'test', 'test')
            }
        }
        stage('Apply to production') {
            when {
                beforeInput true
                branch 'main'
                not { triggeredBy 'TimerTrigger' }
            }
            options {
                timeout(time: 1, unit: 'DAYS')
            }
            input {
                message 'Apply the plan to production?'
                submitter 'approvers'
            }
            agent { label 'python' }
            steps {
                run('apiops.platforms.apply', 'production', 'production')
            }
        }
        stage('Drift') {
            when {
                triggeredBy 'TimerTrigger'
            }
            agent { label 'python' }
            steps {
                run('apiops.platforms.drift', 'test', 'plan-test')
                run('apiops.platforms.drift', 'production', 'plan-production')
            }
        }
    }
}
