namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Lengths of texts.</summary>
internal static class TextLength
{
    /// <summary>Number of Unicode code points.</summary>
    public static int Of(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            length -= char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]) ? 1 : 0;
        }

        return length;
    }
}
