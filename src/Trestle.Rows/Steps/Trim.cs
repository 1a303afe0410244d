using System.Text;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Removes Unicode white space from both ends of texts.</summary>
public sealed record Trim : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "trim";

    /// <inheritdoc/>
    [Setting("Text columns to trim (default: all).", Example = "[city, name]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether inner white space is collapsed too.</summary>
    [Setting("Whether to collapse white space inside a text to a single space.", Example = "true")]
    public bool FoldInner { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedTrim(ColumnChoice.OfTexts(Columns, input, Name), FoldInner);
}

/// <summary>A fitted <see cref="Trim"/>.</summary>
public sealed record FittedTrim(IReadOnlyList<string> Columns, bool FoldInner) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, Trim.Name)
        .ReplaceTexts(Columns, ColumnKind.Text, (block, position) => FoldInner
            ? TextRewriting.Rewrite(block, position, default(Fold))
            : TextRewriting.Rewrite(block, position, default(Ends)))
        .Done();

    private struct Ends : ITextRule
    {
        public readonly bool Keeps(string text) => text.Length == 0 || !(char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]));

        public readonly string? Change(string text) => text.Trim();
    }

    private struct Fold : ITextRule
    {
        public readonly bool Keeps(string text)
        {
            var space = true;
            foreach (var c in text)
            {
                var white = char.IsWhiteSpace(c);
                if (white && (space || c != ' '))
                {
                    return false;
                }

                space = white;
            }

            return !space || text.Length == 0;
        }

        public readonly string? Change(string text)
        {
            var folded = new StringBuilder(text.Length);
            foreach (var c in text.AsSpan().Trim())
            {
                if (!char.IsWhiteSpace(c))
                {
                    folded.Append(c);
                }
                else if (folded[^1] != ' ')
                {
                    folded.Append(' ');
                }
            }

            return folded.ToString();
        }
    }
}
