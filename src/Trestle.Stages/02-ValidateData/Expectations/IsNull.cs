using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are missing.</summary>
[Description("Values are missing.")]
internal sealed record IsNull : ColumnRule
{
    /// <inheritdoc/>
    public override string Rule => "no value";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Typed;

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context) => Presence.Judge(schema, Column, wanted: false);
}
