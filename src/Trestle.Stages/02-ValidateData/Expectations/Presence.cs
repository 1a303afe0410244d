using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Judges whether a column has a value.</summary>
internal static class Presence
{
    /// <summary>Holds where there is a value, or where there is none.</summary>
    public static RowJudge Judge(RowSchema schema, string column, bool wanted)
    {
        var position = schema.Require(column, "presence");
        var isText = schema[position].Kind == ColumnKind.Text;
        return (block, verdicts) =>
        {
            var texts = isText ? block.Texts(position) : default;
            var numbers = isText ? default : block.Numbers(position);
            for (var i = 0; i < verdicts.Length; i++)
            {
                var present = isText ? texts[i] is not null : !double.IsNaN(numbers[i]);
                verdicts[i] = present == wanted ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
