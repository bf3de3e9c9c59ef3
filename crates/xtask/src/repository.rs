//! Files and folders of the repository and of the build.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};

/// The repository, as Cargo sees it.
#[derive(Debug)]
pub struct Repository {
    metadata: Metadata,
}

impl Repository {
    /// Asks Cargo about the workspace that this program belongs to.
    ///
    /// # Errors
    /// If Cargo cannot read the workspace.
    pub fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .no_deps()
            .exec()
            .context("cargo cannot read the workspace")?;
        Ok(Self { metadata })
    }

    /// The members of the workspace with their direct dependencies.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The repository's folder.
    pub fn root(&self) -> PathBuf {
        self.metadata.workspace_root.clone().into_std_path_buf()
    }

    /// A file or folder of the repository.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.metadata.workspace_root.as_std_path().join(inside)
    }

    /// A file or folder of the build directory.
    pub fn target(&self, inside: &str) -> PathBuf {
        self.metadata.target_directory.as_std_path().join(inside)
    }

    /// A path as people want to read it: from the repository down where that is possible.
    pub fn short<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(self.metadata.workspace_root.as_std_path()).unwrap_or(path).display()
    }
}
