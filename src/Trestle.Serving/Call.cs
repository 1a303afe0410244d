using Trestle.Serving.Codecs;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Serving;

/// <summary>How predictions are requested.</summary>
/// <param name="Decoder">Reads the body.</param>
/// <param name="Format">Writes the answer.</param>
/// <param name="Form">What the answer contains, when it is not specified in the body.</param>
/// <param name="Route">Who answers, when the request names a version; otherwise the table decides.</param>
internal readonly record struct Call(IBodyDecoder Decoder, IAnswerFormat Format, OutputForm? Form = null, ServedRoute? Route = null);
