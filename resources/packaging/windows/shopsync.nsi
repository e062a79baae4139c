; The installer for Windows: for one user, without an administrator, in Hungarian and English.
; makensis -DVERSION=0.1.0 -DBUNDLE=dist\shopsync -DOUTPUT=dist\ShopSync-0.1.0-setup.exe shopsync.nsi
; A second installation takes the first one's place; data is kept unless its removal is chosen.

Target amd64-unicode
SetCompressor /SOLID lzma
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user

!ifndef VERSION
  !error "VERSION is missing"
!endif
!ifndef BUNDLE
  !error "BUNDLE is missing"
!endif
!ifndef OUTPUT
  !error "OUTPUT is missing"
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "x64.nsh"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\ShopSync"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"

Name "ShopSync"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\ShopSync"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "ShopSync"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "ShopSync setup"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT licence"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\shopsync-gui.exe"
!define MUI_COMPONENTSPAGE_NODESC

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

; The first language stands where the system speaks neither.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Hungarian"

LangString PROGRAM ${LANG_ENGLISH} "ShopSync (needed)"
LangString PROGRAM ${LANG_HUNGARIAN} "ShopSync (szükséges)"
LangString DESKTOP ${LANG_ENGLISH} "Shortcut on the desktop"
LangString DESKTOP ${LANG_HUNGARIAN} "Parancsikon az asztalon"
LangString AUTOSTART ${LANG_ENGLISH} "Start with Windows, in the tray"
LangString AUTOSTART ${LANG_HUNGARIAN} "Indítás a Windowszal, a tálcán"
LangString UNPROGRAM ${LANG_ENGLISH} "The program"
LangString UNPROGRAM ${LANG_HUNGARIAN} "A program"
LangString UNDATA ${LANG_ENGLISH} "All data of ShopSync: connections, history, settings"
LangString UNDATA ${LANG_HUNGARIAN} "A ShopSync minden adata: kapcsolatok, előzmények, beállítások"
LangString RUNNING ${LANG_ENGLISH} "ShopSync is running. Please quit it (tray icon > Quit), then press Retry."
LangString RUNNING ${LANG_HUNGARIAN} "A ShopSync fut. Kérjük, lépjen ki belőle (tálcaikon > Kilépés), majd válassza az Ismét gombot."
LangString WRONGSYSTEM ${LANG_ENGLISH} "ShopSync needs a 64-bit Windows 10 or newer."
LangString WRONGSYSTEM ${LANG_HUNGARIAN} "A ShopSync 64 bites Windows 10 vagy újabb rendszert igényel."

; A program that runs holds its file: renaming it to itself fails.
!macro WaitUntilClosed
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\shopsync-gui.exe"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\shopsync-gui.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY +2
    Abort
  ${Loop}
!macroend

; Only what an installation has written: the folder may hold somebody else's files.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\shopsync.exe"
  Delete "$INSTDIR\shopsync-gui.exe"
!macroend

Section "$(PROGRAM)" SecProgram
  SectionIn RO
  !insertmacro WaitUntilClosed
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\ShopSync.lnk" "$INSTDIR\shopsync-gui.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "ShopSync"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\shopsync-gui.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "ShopSync contributors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Section /o "$(DESKTOP)" SecDesktop
  CreateShortcut "$DESKTOP\ShopSync.lnk" "$INSTDIR\shopsync-gui.exe"
SectionEnd

; The same value that the program's own setting writes.
Section /o "$(AUTOSTART)" SecAutostart
  WriteRegStr HKCU "${RUN_KEY}" "ShopSync" '"$INSTDIR\shopsync-gui.exe" --hidden'
SectionEnd

Section "un.$(UNPROGRAM)" UnProgram
  SectionIn RO
  !insertmacro WaitUntilClosed
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\ShopSync.lnk"
  Delete "$DESKTOP\ShopSync.lnk"
  DeleteRegValue HKCU "${RUN_KEY}" "ShopSync"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd

Section /o "un.$(UNDATA)" UnData
  RMDir /r "$LOCALAPPDATA\ShopSync"
SectionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(WRONGSYSTEM)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd
