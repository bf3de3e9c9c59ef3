//! Bodies of the type `multipart/form-data` (RFC 7578), names escaped as browsers do
//! (html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).

/// A form while it is written.
pub struct Multipart {
    boundary: String,
    bytes: Vec<u8>,
}

impl Multipart {
    /// An empty form; `boundary` is random, so that nothing in the form has it.
    pub fn new(boundary: String) -> Self {
        Self { boundary, bytes: Vec::new() }
    }

    /// Adds a field.
    pub fn text(&mut self, name: &str, value: &str) {
        let head = format!("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n", self.boundary, escaped(name));
        self.part(&head, value.as_bytes());
    }

    /// Adds a file.
    pub fn file(&mut self, field: &str, name: &str, media_type: &str, bytes: &[u8]) {
        let (field, name, media_type) = (escaped(field), escaped(name), escaped(media_type));
        let disposition = format!("Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        let head = format!("--{}\r\n{disposition}\r\nContent-Type: {media_type}\r\n\r\n", self.boundary);
        self.part(&head, bytes);
    }

    fn part(&mut self, head: &str, bytes: &[u8]) {
        self.bytes.extend(head.as_bytes());
        self.bytes.extend(bytes);
        self.bytes.extend(b"\r\n");
    }

    /// Its media type, and its bytes.
    pub fn finish(mut self) -> (String, Vec<u8>) {
        self.bytes.extend(format!("--{}--\r\n", self.boundary).as_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.bytes)
    }
}

fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        let mut form = Multipart::new("b".to_owned());
        form.text("a\"\r\nX-Header: y", "1");
        form.file("files", "photo \"1\".jpg", "image/jpeg", b"\xff");
        let (media_type, bytes) = form.finish();
        assert_eq!(media_type, "multipart/form-data; boundary=b");
        let expected = b"--b\r\nContent-Disposition: form-data; name=\"a%22%0D%0AX-Header: y\"\r\n\r\n1\r\n--b\r\n\
            Content-Disposition: form-data; name=\"files\"; filename=\"photo %221%22.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\r\n--b--\r\n";
        assert_eq!(bytes, expected);
    }
}
