"""What a person does with a page, in a line each."""

import base64
from pathlib import Path

from playwright.sync_api import FilePayload, Page

_DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const { name, content } of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.querySelector(selector).dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""


def drop(page: Page, *files: tuple[str, bytes], at: str = ".drop") -> None:
    """Drop files, by name and content."""
    sent = [{"name": name, "content": base64.b64encode(data).decode()} for name, data in files]
    page.evaluate(_DROP, [at, sent])


def choose(page: Page, *files: tuple[str, bytes] | Path) -> None:
    """Choose files in the dialog that the drop zone opens."""
    chosen: list[FilePayload] = []
    for file in files:
        name, data = (file.name, file.read_bytes()) if isinstance(file, Path) else file
        chosen.append({"name": name, "mimeType": "audio/wav", "buffer": data})
    page.set_input_files(".drop input", chosen)
