import os,sys
os.environ["QT_QPA_PLATFORM"]="offscreen"
from PySide6.QtWidgets import *
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.ui.program import *
from tests.tools import screenshots as S
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from tests.ui.clipped import clipped_texts
big="big" in sys.argv
print("scale", os.environ.get("QT_SCALE_FACTOR"), "dpi", os.environ.get("QT_FONT_DPI"), big)
def ring(d):
    seen=[]; 
    for _ in range(80):
        f=d.focusWidget()
        if f in seen: break
        seen.append(f); QTest.keyClick(f or d, Qt.Key.Key_Tab)
    return seen
def audit(name,d,w):
    for c in clipped_texts(d): print("  clipped", name, c)
    scr=[a for a in d.findChildren(QScrollArea) if a.isVisible() and a.objectName()=="dialogBody" and a.verticalScrollBar().maximum()>0]
    if scr: print("  scrolls", name, scr[0].verticalScrollBar().maximum(), d.size())
    if isinstance(d,QDialog):
        d.activateWindow(); settle(w)
        f0=d.focusWidget()
        seen=ring(d)
        foc=[x for x in d.findChildren(QWidget) if x.isVisible() and x.isEnabled() and x.focusPolicy()&Qt.FocusPolicy.TabFocus and x.focusProxy() is None]
        miss=[(type(x).__name__,x.objectName()) for x in foc if x not in seen]
        unn=[(type(x).__name__,x.objectName()) for x in foc if not (x.accessibleName() or getattr(x,"text",lambda:"")() if isinstance(x,QAbstractButton) else x.accessibleName())]
        print(" ",name,"focus:",f0.objectName() if f0 else None,"ring",len(seen),"missed",miss,"unnamed",unn)
        QTest.keyClick(d.focusWidget() or d, Qt.Key.Key_Escape); settle(w)
        try:
            if d.isVisible(): print("  NOT CLOSED BY ESC", name)
        except RuntimeError: pass
with start_sandbox(SandboxConfig(products=120), lifetime=400) as sb, program(sb.endpoints) as w:
    if big:
        f=QApplication.font(); f.setPointSizeF(f.pointSizeF()*1.25) if f.pointSizeF()>0 else f.setPixelSize(int(f.pixelSize()*1.25)); QApplication.setFont(f)
    w.context.settings.set("ui.language","hu"); w.resize(1000,640); w.show(); sync_shop(w,1)
    for lang in ("hu","en"):
        w.context.settings.set("ui.language",lang); settle(w)
        for shot in S.FILLED+S.EMPTY[-3:]:
            if shot.name in ("menu","products-menu","dialog-orders") or shot.name.startswith("newsletter"): continue
            try: shown=shot.show(w)
            except Exception as e: print("  failed",shot.name,type(e)); continue
            settle(w)
            if "save" in sys.argv and lang=="hu": shown.grab().save(f"/tmp/aud-{shot.name}.png")
            audit(shot.name,shown,w)
            if shown is not w:
                try: shown.close()
                except RuntimeError: pass
            settle(w)
