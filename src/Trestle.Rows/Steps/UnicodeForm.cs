using System.Buffers;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>The Unicode form of a text.</summary>
public enum TextForm
{
    /// <summary>Composed: a letter and its accent are one character.</summary>
    Nfc,

    /// <summary>Composed, with usual characters for other forms of them: full-width letters, ligatures, no-break spaces.</summary>
    Nfkc,
}

/// <summary>
/// Writes texts that look alike with the same characters: composed (NFC or NFKC), without invisible characters, with plain quotes and
/// dashes if wanted. A text of invisible characters alone becomes "no value".
/// </summary>
public sealed record UnicodeForm : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "unicode-form";

    /// <inheritdoc/>
    [Setting("Text columns (default: all).", Example = "[city, name]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc cref="TextForm"/>
    [Setting(
        "Form: nfc (accents are composed), or nfkc (full-width letters, ligatures, superscripts and the like become usual letters, too).",
        Example = "nfkc")]
    public TextForm Form { get; init; }

    /// <summary>Whether invisible characters stay.</summary>
    [Setting(
        "Whether soft hyphens, zero-width spaces, byte order marks and marks of direction stay. Joiners always do: they change words.",
        Example = "true")]
    public bool KeepInvisible { get; init; }

    /// <summary>Whether quotes, dashes and spaces become those of ASCII.</summary>
    [Setting("Whether curly quotes, dashes and special spaces become ' \" - and a blank.", Example = "true")]
    public bool PlainPunctuation { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedUnicodeForm(ColumnChoice.OfTexts(Columns, input, Name), Form, KeepInvisible, PlainPunctuation);
}

/// <summary>A fitted <see cref="UnicodeForm"/>.</summary>
public sealed record FittedUnicodeForm(IReadOnlyList<string> Columns, TextForm Form, bool KeepInvisible, bool PlainPunctuation)
    : IFittedStep
{
    /// <summary>The soft hyphen, zero-width space, word joiner, byte order mark, and marks of direction.</summary>
    private static readonly SearchValues<char> Invisible = SearchValues.Create(
        "\u00AD\u061C\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF");

    private const char LastAscii = '\u007F';

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, UnicodeForm.Name)
        .ReplaceTexts(Columns, ColumnKind.Text, (block, position) => TextRewriting.Rewrite(block, position, new Rule(this)))
        .Done();

    /// <summary>The form of a text; null for one of invisible characters alone.</summary>
    public string? FormOf(string text)
    {
        var visible = KeepInvisible || !text.AsSpan().ContainsAny(Invisible)
            ? text
            : string.Concat(text.Where(c => !Invisible.Contains(c)));
        var form = NormalForm.Of(visible, Form == TextForm.Nfkc);
        var plain = PlainPunctuation ? Plain(form) : form;
        return plain.Length == 0 && text.Length > 0 ? null : plain;
    }

    private static string Plain(string text)
    {
        var plain = text.AsSpan().ContainsAnyExceptInRange('\0', LastAscii) ? string.Concat(text.Select(Plain)) : text;
        return plain == text ? text : plain;
    }

    private static char Plain(char c) => c switch
    {
        <= LastAscii => c,
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' or '\u02BC' or '\u00B4' or '\uFF07' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u2033' or '\u00AB' or '\u00BB' or '\uFF02' => '"',
        (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFF0D' => '-',
        '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000' => ' ',
        _ => c,
    };

    private readonly struct Rule(FittedUnicodeForm form) : ITextRule
    {
        public bool Keeps(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', LastAscii);

        public string? Change(string text) => form.FormOf(text);
    }
}
