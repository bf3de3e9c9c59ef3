//! `#[derive(Wire)]`: the private encoding of compiled programs, as `sealform_types::Wire` says it.
//!
//! Fields are written in the order in which the type declares them, and variants by their place, so that no list stands
//! beside a type that could differ from it. Not here: how numbers and texts are written.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Field, Fields, Ident, Index, Member, parse_macro_input};

/// Derives `sealform_types::Wire` for a structure or an enumeration without type parameters.
///
/// A field marked `#[wire(skip)]` is not written, and reads as its default. The first variant of an enumeration is what
/// damaged bytes read as, so it must hold none of its own kind.
#[proc_macro_derive(Wire, attributes(wire))]
pub fn derive_wire(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implementation(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn implementation(input: &DeriveInput) -> Result<Tokens, Error> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "`Wire` is derived for types without parameters alone"));
    }
    let (write, read) = match &input.data {
        Data::Struct(data) => {
            let fields = Parts::of(&data.fields)?;
            let (pattern, write, read) = (fields.pattern(), fields.write(), fields.read());
            (quote! { let Self #pattern = self; #write }, quote! { Self #read })
        }
        Data::Enum(data) => {
            let (mut write, mut read) = (Tokens::new(), Tokens::new());
            for (tag, variant) in (0_u64..).zip(&data.variants) {
                let (name, fields) = (&variant.ident, Parts::of(&variant.fields)?);
                let (pattern, fields_write, fields_read) = (fields.pattern(), fields.write(), fields.read());
                write.extend(quote! { Self::#name #pattern => { to.number(#tag); #fields_write } });
                read.extend(quote! { #tag => Self::#name #fields_read, });
            }
            let read = quote! {
                from.deeper(|from| match from.number() {
                    #read
                    _ => {
                        from.damage();
                        ::sealform_types::Wire::read(from)
                    }
                })
            };
            (quote! { match self { #write } }, read)
        }
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "`Wire` is not derived for unions")),
    };
    let name = &input.ident;
    Ok(quote! {
        #[automatically_derived]
        impl ::sealform_types::Wire for #name {
            fn write(&self, to: &mut ::sealform_types::Encoder) {
                #write
            }
            fn read(from: &mut ::sealform_types::Decoder<'_>) -> Self {
                #read
            }
        }
    })
}

/// One field: how it is named, and what it is called while it is written.
struct Part {
    member: Member,
    local: Ident,
    is_skipped: bool,
}

/// The fields of a structure or a variant.
struct Parts(Vec<Part>);

impl Parts {
    fn of(fields: &Fields) -> Result<Self, Error> {
        let parts = fields.iter().enumerate().map(|(index, field)| {
            let member = match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::Unnamed(Index::from(index)),
            };
            Ok(Part { member, local: format_ident!("field_{index}"), is_skipped: is_skipped(field)? })
        });
        parts.collect::<Result<_, _>>().map(Self)
    }

    fn pattern(&self) -> Tokens {
        let fields = self.0.iter().map(|Part { member, local, is_skipped }| match is_skipped {
            true => quote! { #member: _, },
            false => quote! { #member: #local, },
        });
        quote! { { #(#fields)* } }
    }

    fn write(&self) -> Tokens {
        let written = self.0.iter().filter(|part| !part.is_skipped).map(|part| &part.local);
        quote! { #(::sealform_types::Wire::write(#written, to);)* }
    }

    /// Fields of a literal are evaluated in the order in which they stand.
    fn read(&self) -> Tokens {
        let fields = self.0.iter().map(|Part { member, is_skipped, .. }| match is_skipped {
            true => quote! { #member: ::core::default::Default::default(), },
            false => quote! { #member: ::sealform_types::Wire::read(from), },
        });
        quote! { { #(#fields)* } }
    }
}

fn is_skipped(field: &Field) -> Result<bool, Error> {
    let mut is_skipped = false;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("wire")) {
        let word: Ident = attribute.parse_args()?;
        if word != "skip" {
            return Err(Error::new_spanned(word, "the one word that `wire` knows is `skip`"));
        }
        is_skipped = true;
    }
    Ok(is_skipped)
}
