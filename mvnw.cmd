<# : batch portion
@REM ----------------------------------------------------------------------------
@REM Licensed to the Apache Software Foundation (ASF) under one
@REM or more contributor license agreements.  See the NOTICE file
@REM distributed with this work for additional information
@REM regarding copyright ownership.  The ASF licenses this file
@REM to you under the Apache License, Version 2.0 (the
@REM "License"); you may not use this file except in compliance
@REM with the License.  You may obtain a copy of the License at
@REM
@REM    http://www.apache.org/licenses/LICENSE-2.0
@REM
@REM Unless required by applicable law or agreed to in writing,
@REM software distributed under the License is distributed on an
@REM "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY
@REM KIND, either express or implied.  See the License for the
@REM specific language governing permissions and limitations
@REM under the License.
@REM ----------------------------------------------------------------------------

@REM ----------------------------------------------------------------------------
@REM Apache Maven Wrapper startup batch script, version 3.3.4, changed for this project:
@REM - an installed mvn is asked for the pinned version before anything is downloaded, as it knows the user's mirrors;
@REM - the checksum is required, and names the installation; Maven Daemon is not supported.
@REM
@REM Optional ENV vars
@REM   MAVEN_USER_HOME - where to install, default %USERPROFILE%\.m2
@REM   MVNW_REPOURL - base of a Maven repository to take the distribution from, instead of the two ways above
@REM   MVNW_USERNAME/MVNW_PASSWORD - user and password for downloading maven
@REM   MVNW_VERBOSE - true: enable verbose log; others: silence the output
@REM ----------------------------------------------------------------------------

@IF "%__MVNW_ARG0_NAME__%"=="" (SET __MVNW_ARG0_NAME__=%~nx0)
@SET __MVNW_CMD__=
@SET __MVNW_ERROR__=
@SET __MVNW_PSMODULEP_SAVE=%PSModulePath%
@SET PSModulePath=
@FOR /F "usebackq tokens=1* delims==" %%A IN (`powershell -noprofile "& {$scriptDir='%~dp0'; $script='%__MVNW_ARG0_NAME__%'; icm -ScriptBlock ([Scriptblock]::Create((Get-Content -Raw '%~f0'))) -NoNewScope}"`) DO @(
  IF "%%A"=="MVN_CMD" (set __MVNW_CMD__=%%B) ELSE IF "%%B"=="" (echo %%A) ELSE (echo %%A=%%B)
)
@SET PSModulePath=%__MVNW_PSMODULEP_SAVE%
@SET __MVNW_PSMODULEP_SAVE=
@SET __MVNW_ARG0_NAME__=
@SET MVNW_USERNAME=
@SET MVNW_PASSWORD=
@IF NOT "%__MVNW_CMD__%"=="" ("%__MVNW_CMD__%" %*)
@echo Cannot start maven from wrapper >&2 && exit /b 1
@GOTO :EOF
: end batch / begin powershell #>

$ErrorActionPreference = "Stop"
if ($env:MVNW_VERBOSE -eq "true") {
  $VerbosePreference = "Continue"
}

# Standard output is the batch portion's, which takes MVN_CMD from it.
function Say($text) {
  [Console]::Error.WriteLine("mvnw: $text")
}

# requires .mvn/wrapper/maven-wrapper.properties
$properties = Get-Content -Raw "$scriptDir/.mvn/wrapper/maven-wrapper.properties" | ConvertFrom-StringData
$distributionUrl = $properties.distributionUrl
$distributionSha256Sum = $properties.distributionSha256Sum
if (!$distributionUrl -or !$distributionSha256Sum) {
  Write-Error "cannot read distributionUrl and distributionSha256Sum in $scriptDir/.mvn/wrapper/maven-wrapper.properties"
}
$distributionUrlName = $distributionUrl -replace '^.*/',''
if ($distributionUrlName -notmatch '^apache-maven-(.+)-bin\.zip$') {
  Write-Error "distributionUrl is not valid, must end with apache-maven-VERSION-bin.zip, but found $distributionUrl"
}
$version = $Matches[1]
$distributionUrlNameMain = "apache-maven-$version"
if ($env:MVNW_REPOURL) {
  $distributionUrl = "$($env:MVNW_REPOURL.TrimEnd('/'))/org/apache/maven/apache-maven/$version/$distributionUrlName"
}
$MVN_CMD = $script -replace '^mvnw','mvn'

# maven home pattern: ~/.m2/wrapper/dists/apache-maven-<version>/<checksum>
$MAVEN_M2_PATH = "$HOME/.m2"
if ($env:MAVEN_USER_HOME) {
  $MAVEN_M2_PATH = "$env:MAVEN_USER_HOME"
}

if (-not (Test-Path -Path $MAVEN_M2_PATH)) {
    New-Item -Path $MAVEN_M2_PATH -ItemType Directory | Out-Null
}

$MAVEN_WRAPPER_DISTS = $null
if ((Get-Item $MAVEN_M2_PATH).Target[0] -eq $null) {
  $MAVEN_WRAPPER_DISTS = "$MAVEN_M2_PATH/wrapper/dists"
} else {
  $MAVEN_WRAPPER_DISTS = (Get-Item $MAVEN_M2_PATH).Target[0] + "/wrapper/dists"
}

$MAVEN_HOME_PARENT = "$MAVEN_WRAPPER_DISTS/$distributionUrlNameMain"
$MAVEN_HOME_NAME = $distributionSha256Sum
$MAVEN_HOME = "$MAVEN_HOME_PARENT/$MAVEN_HOME_NAME"

if (Test-Path -Path "$MAVEN_HOME" -PathType Container) {
  Write-Verbose "found existing MAVEN_HOME at $MAVEN_HOME"
  Write-Output "MVN_CMD=$MAVEN_HOME/bin/$MVN_CMD"
  exit $?
}

# prepare tmp dir
$TMP_DOWNLOAD_DIR_HOLDER = New-TemporaryFile
$TMP_DOWNLOAD_DIR = New-Item -Itemtype Directory -Path "$TMP_DOWNLOAD_DIR_HOLDER.dir"
$TMP_DOWNLOAD_DIR_HOLDER.Delete() | Out-Null
trap {
  if ($TMP_DOWNLOAD_DIR.Exists) {
    try { Remove-Item $TMP_DOWNLOAD_DIR -Recurse -Force | Out-Null }
    catch { Write-Warning "Cannot remove $TMP_DOWNLOAD_DIR" }
  }
}

New-Item -Itemtype Directory -Path "$MAVEN_HOME_PARENT" -Force | Out-Null

# In an empty directory no project's settings interfere. What mvn says on standard error must not end this script.
function Copy-FromMvn {
  $ErrorActionPreference = "Continue"
  Push-Location "$TMP_DOWNLOAD_DIR"
  $env:MAVEN_BASEDIR = "$TMP_DOWNLOAD_DIR"
  try {
    & mvn -B -q dependency:copy "-Dartifact=org.apache.maven:apache-maven:${version}:zip:bin" "-DoutputDirectory=$TMP_DOWNLOAD_DIR" *> $null
  } catch {
    Write-Verbose "mvn failed: $_"
  } finally {
    Remove-Item Env:MAVEN_BASEDIR
    Pop-Location
  }
}

# Download and Install Apache Maven
$zip = "$TMP_DOWNLOAD_DIR/$distributionUrlName"
if (!$env:MVNW_REPOURL -and (Get-Command mvn -ErrorAction SilentlyContinue)) {
  Say "installing Maven $version, brought by the installed mvn"
  Copy-FromMvn
}
if (!(Test-Path -Path $zip -PathType Leaf)) {
  Say "installing Maven $version from $distributionUrl"
  $webclient = New-Object System.Net.WebClient
  if ($env:MVNW_USERNAME -and $env:MVNW_PASSWORD) {
    $webclient.Credentials = New-Object System.Net.NetworkCredential($env:MVNW_USERNAME, $env:MVNW_PASSWORD)
  }
  [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
  $webclient.DownloadFile($distributionUrl, $zip) | Out-Null
}

# Validate the SHA-256 sum of the Maven distribution zip file
Import-Module $PSHOME\Modules\Microsoft.PowerShell.Utility -Function Get-FileHash
if ((Get-FileHash $zip -Algorithm SHA256).Hash.ToLower() -ne $distributionSha256Sum) {
  Write-Error "Error: Failed to validate Maven distribution SHA-256, your Maven distribution might be compromised. If you updated your Maven version, you need to update the specified distributionSha256Sum property."
}

# unzip and move
Expand-Archive $zip -DestinationPath "$TMP_DOWNLOAD_DIR" | Out-Null

Rename-Item -Path "$TMP_DOWNLOAD_DIR/$distributionUrlNameMain" -NewName $MAVEN_HOME_NAME | Out-Null
try {
  Move-Item -Path "$TMP_DOWNLOAD_DIR/$MAVEN_HOME_NAME" -Destination $MAVEN_HOME_PARENT | Out-Null
} catch {
  if (! (Test-Path -Path "$MAVEN_HOME" -PathType Container)) {
    Write-Error "fail to move MAVEN_HOME"
  }
} finally {
  try { Remove-Item $TMP_DOWNLOAD_DIR -Recurse -Force | Out-Null }
  catch { Write-Warning "Cannot remove $TMP_DOWNLOAD_DIR" }
}

Write-Output "MVN_CMD=$MAVEN_HOME/bin/$MVN_CMD"
